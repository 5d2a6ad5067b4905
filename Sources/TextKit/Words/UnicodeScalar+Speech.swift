extension Unicode.Scalar {
    /// Whether it is a letter or a digit, in whatever script.
    package var isSpoken: Bool {
        if isASCII {
            return isASCIILetter || isASCIIDigit
        }
        return properties.isAlphabetic || properties.numericType != nil
    }

    package var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    package var isASCIIDigit: Bool { ("0"..."9").contains(self) }

    /// Whether it belongs to a word: a letter, or a mark that changes one.
    package var isWordPart: Bool {
        if isASCII {
            return isASCIILetter
        }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark: return true
        default: return properties.isAlphabetic
        }
    }

    /// Whether it stands for itself in a script that puts no spaces between words.
    package var isWordOfItsOwn: Bool {
        switch value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
