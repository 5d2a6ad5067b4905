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
