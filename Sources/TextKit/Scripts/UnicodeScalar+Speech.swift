extension Unicode.Scalar {
    /// Whether speech carries this scalar as a sound of its own: a letter or a number of any script.
    ///
    /// Nothing speakable may be lost between a source and its segments; marks, symbols and punctuation only shape the
    /// sound.
    @inlinable package var isSpeakable: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case ..<0x80: false
        default:
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber:
                true
            default:
                false
            }
        }
    }

    /// Whether recognisers write it: a letter or a digit of any script, or an alphabetic mark.
    ///
    /// Wider than `isSpeakable` by the vowel signs that Unicode calls alphabetic.
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
        return isMark || properties.isAlphabetic
    }

    /// Whether it changes the letter before it.
    package var isMark: Bool {
        let category = properties.generalCategory
        return category == .nonspacingMark || category == .spacingMark
    }
}

/// What becomes of a character that is neither plain ASCII text nor a mark with a rule of its own.
package enum SpeechCharacter {
    case kept
    case space
    case dropped
    case softHyphen
    /// A zero-width joiner or non-joiner.
    case joiner
    case replaced(String)

    package init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x09, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            self = .space
        case 0xAD:
            self = .softHyphen
        case 0x200C, 0x200D:
            self = .joiner
        // Control and formatting characters, byte order marks, replacement characters, tags, private use, and what Unicode
        // says will never be a character.
        case ..<0x20, 0x7F..<0xA0, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFEFF, 0xFFF0...0xFFFF, 0x13430...0x1343F, 0x1BCA0...0x1BCA3,
            0x1D173...0x1D17A,
            0xE0000...0xE007F, 0xF0000...0x10FFFF:
            self = .dropped
        case 0x2018, 0x2019, 0x201A, 0x201B:
            self = .replaced("'")
        case 0x201C, 0x201D, 0x201E, 0x201F:
            self = .replaced("\"")
        case 0x2010, 0x2011:
            self = .replaced("-")
        case 0x17F: self = .replaced("s")
        case 0xFB00: self = .replaced("ff")
        case 0xFB01: self = .replaced("fi")
        case 0xFB02: self = .replaced("fl")
        case 0xFB03: self = .replaced("ffi")
        case 0xFB04: self = .replaced("ffl")
        case 0xFB05, 0xFB06: self = .replaced("st")
        default:
            self = scalar.value & 0xFFFE == 0xFFFE ? .dropped : .kept
        }
    }
}
