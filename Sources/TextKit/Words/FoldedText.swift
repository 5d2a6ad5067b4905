internal import CICU

/// A text with what is written differently and spoken alike made one: widths, ligatures, accents, quotes.
///
/// Case is kept, accents are gone, every apostrophe is `'`, and every fraction a space, a number, `/` and a number.
struct FoldedText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// Where each scalar comes from, in UTF-8 bytes: the whole of the character that it is part of.
    private(set) var places: [Range<Int>] = []

    /// - Parameters:
    ///   - text: What is folded.
    ///   - start: How many bytes stand before it in the text that the places count in.
    init(_ text: Substring, at start: Int) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            scalars = text.utf8.map { Unicode.Scalar($0) }
            places = scalars.indices.map { start + $0..<start + $0 + 1 }
            return
        }
        var end = start
        for character in text {
            let place = end..<end + character.utf8.count
            end = place.upperBound
            for scalar in character.unicodeScalars {
                if Self.isFraction(scalar) { append(" ", place) }
                Self.forEachPart(of: scalar) { append($0, place) }
            }
        }
        putMarksInOrder()
        replaceAndDrop()
    }

    /// The bytes that scalars in a row come from.
    func place(of range: Range<Int>) -> Range<Int> {
        let start = places[range.lowerBound].lowerBound
        return start..<max(start, places[range.upperBound - 1].upperBound)
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ place: Range<Int>) {
        scalars.append(scalar)
        places.append(place)
    }

    /// Hands over what a scalar is made of (its NFKD form), or the scalar itself.
    private static func forEachPart(of scalar: Unicode.Scalar, receive: (Unicode.Scalar) -> Void) {
        // The longest one, U+FDFA, has 18 units.
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 32) { units in
            guard let base = units.baseAddress, case let count = cicu_nfkd(scalar.value, base, Int32(units.count)),
                count > 0
            else { return receive(scalar) }
            String(decoding: units[..<Int(count)], as: UTF16.self).unicodeScalars.forEach(receive)
        }
    }

    /// Marks on one letter can be written in any order; Unicode has one for comparing.
    private mutating func putMarksInOrder() {
        var start = 0
        while start < scalars.count {
            var end = start
            while end < scalars.count, scalars[end].properties.canonicalCombiningClass != .notReordered { end += 1 }
            if end - start > 1 {
                let order = (start..<end).sorted {
                    (scalars[$0].properties.canonicalCombiningClass.rawValue, $0)
                        < (scalars[$1].properties.canonicalCombiningClass.rawValue, $1)
                }
                scalars.replaceSubrange(start..<end, with: order.map { scalars[$0] })
                places.replaceSubrange(start..<end, with: order.map { places[$0] })
            }
            start = max(end, start + 1)
        }
    }

    private mutating func replaceAndDrop() {
        let whole = (scalars, places)
        (scalars, places) = ([], [])
        for (scalar, place) in zip(whole.0, whole.1) {
            switch scalar.value {
            case 0x0300...0x036F, 0x00AD, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: continue
            default: (Self.replacements[scalar] ?? String(scalar)).unicodeScalars.forEach { append($0, place) }
            }
        }
    }

    private static func isFraction(_ scalar: Unicode.Scalar) -> Bool {
        guard let value = scalar.properties.numericValue else { return false }
        return scalar.properties.numericType == .numeric && value != value.rounded()
    }

    private static let replacements: [Unicode.Scalar: String] = [
        "\u{2018}": "'", "\u{2019}": "'", "\u{02BC}": "'", "\u{2032}": "'", "\u{201B}": "'", "`": "'", "\u{00B4}": "'",
        "\u{2044}": "/", "\u{2215}": "/", "\u{2212}": "-",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "đ": "d",
        "Đ": "D", "ð": "th", "þ": "th", "Þ": "Th", "ı": "i",
    ]
}
