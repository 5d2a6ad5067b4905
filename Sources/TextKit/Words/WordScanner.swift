import Foundation

/// Cuts a text into the words, numbers and signs that are spoken.
package struct WordScanner {
    private let isEnglish: Bool

    /// - Parameter isEnglish: Whether numbers, abbreviations and signs are read as English.
    package init(isEnglish: Bool) {
        self.isEnglish = isEnglish
    }

    /// What is spoken of a text, in order.
    package func items(of text: String) -> [SpokenItem] {
        let tokens = text.split(whereSeparator: Self.isSpace).flatMap(tokens)
        return isEnglish ? EnglishReader.items(of: tokens) : tokens.compactMap(plainItem)
    }

    /// A dash between words separates them as a space does.
    private static func isSpace(_ character: Character) -> Bool {
        if let byte = character.asciiValue {
            return byte == 0x20 || (0x09...0x0D).contains(byte)
        }
        return character.isWhitespace || character == "—" || character == "–"
    }

    private func plainItem(_ token: WrittenToken) -> SpokenItem? {
        switch token.kind {
        case .word: SpokenItem(word: token.text.lowercased(), written: token.written)
        case .number: SpokenItem(token.written, readings: [[token.text]], isOpaqueNumber: true)
        case .sign: nil
        }
    }

    private func tokens(of chunk: Substring) -> [WrittenToken] {
        let scalars = Array(TextFolding.folded(chunk).unicodeScalars)
        var tokens: [WrittenToken] = []
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            let start = position
            if scalar.isASCIIDigit {
                tokens.append(number(in: scalars, at: &position, after: start > 0 ? scalars[start - 1] : nil))
            } else if scalar.isWordOfItsOwn {
                position += 1
                tokens.append(WrittenToken(kind: .word, text: String(scalar), written: String(scalar)))
            } else if scalar.isWordPart {
                tokens.append(word(in: scalars, at: &position))
            } else if scalar.properties.numericType != nil {
                position += 1
                tokens.append(WrittenToken(kind: .number, text: String(scalar), written: String(scalar)))
            } else {
                position += 1
                if EnglishSigns.readings[scalar] != nil {
                    tokens.append(WrittenToken(kind: .sign, text: String(scalar), written: String(scalar)))
                }
            }
        }
        if tokens.count == 1, tokens[0].kind == .word {
            tokens[0].written = trimmed(chunk)
        }
        return tokens
    }

    private func word(in scalars: [Unicode.Scalar], at position: inout Int) -> WrittenToken {
        var text = String.UnicodeScalarView()
        var isInitials = true
        var sinceStop = 0
        while position < scalars.count {
            let scalar = scalars[position]
            let next = position + 1 < scalars.count ? scalars[position + 1] : nil
            let goesOn = next.map { $0.isWordPart && !$0.isWordOfItsOwn } ?? false
            if scalar.isWordPart, !scalar.isWordOfItsOwn {
                text.append(scalar)
                sinceStop += 1
                isInitials = isInitials && sinceStop == 1
            } else if scalar == "'", goesOn {
                text.append(scalar)
                isInitials = false
            } else if scalar == ".", isInitials, goesOn {
                sinceStop = 0
            } else {
                break
            }
            position += 1
        }
        let endsWithStop = position < scalars.count && scalars[position] == "."
        return WrittenToken(kind: .word, text: String(text), written: String(text), endsWithStop: endsWithStop)
    }

    private func number(
        in scalars: [Unicode.Scalar],
        at position: inout Int,
        after previous: Unicode.Scalar?
    ) -> WrittenToken {
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            let digits = scalars[(position + 1)...].prefix { $0.isASCIIDigit }.count
            if scalar.isASCIIDigit {
                text.append(scalar)
            } else if scalar == "," && digits == 3 || (scalar == "." || scalar == ":" || scalar == "/") && digits > 0 {
                text.append(scalar)
            } else {
                break
            }
            position += 1
        }
        var suffix = String.UnicodeScalarView()
        while position < scalars.count, scalars[position].isASCIILetter || scalars[position] == "'" {
            suffix.append(scalars[position])
            position += 1
        }
        var token = WrittenToken(kind: .number, text: String(text), written: String(text) + String(suffix))
        token.currency = previous.flatMap { EnglishSigns.currencies[$0] == nil ? nil : $0 }
        token.suffix = String(suffix).replacing("'", with: "").lowercased()
        token.endsWithStop = position < scalars.count && scalars[position] == "."
        return token
    }

    private func trimmed(_ chunk: Substring) -> String {
        let isInner = { (character: Character) in character.unicodeScalars.contains { $0.isSpoken } }
        guard let first = chunk.firstIndex(where: isInner), let last = chunk.lastIndex(where: isInner) else {
            return String(chunk)
        }
        return String(chunk[first...last])
    }
}

/// A piece of a text as it is written, before it is read.
package struct WrittenToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case word
        /// Digits with what separates them, such as `1,204` or `7:45`.
        case number
        case sign
    }

    package var kind: Kind
    /// Without accents; of a word with its case and the apostrophes inside it.
    package var text: String
    /// As it stands in the text.
    package var written: String
    /// Whether a full stop follows.
    package var endsWithStop = false
    /// The currency sign before a number.
    package var currency: Unicode.Scalar?
    /// The letters right behind a number, such as `th` or `km`.
    package var suffix = ""
}

/// Folds what is written differently and spoken alike: widths, ligatures, accents, quotes.
package enum TextFolding {
    /// The text with case kept, accents gone, every apostrophe `'`, and every fraction a space, a number, `/` and a number.
    package static func folded(_ text: Substring) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return String(text)
        }
        var spaced = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isFraction(scalar) {
                spaced.append(" ")
            }
            spaced.append(scalar)
        }
        var folded = String.UnicodeScalarView()
        for scalar in String(spaced).decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar.value {
            case 0x0300...0x036F, 0x00AD, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: continue
            default: folded.append(contentsOf: (replacements[scalar] ?? String(scalar)).unicodeScalars)
            }
        }
        return String(folded)
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
