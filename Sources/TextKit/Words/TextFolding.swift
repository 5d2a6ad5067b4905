import Foundation

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
