extension Unicode.Scalar {
    /// Whether speech carries this scalar as a sound of its own: a letter or a number of any script.
    ///
    /// Nothing speakable may be lost between a source and its segments; marks, symbols and punctuation only shape the
    /// sound.
    package var isSpeakable: Bool {
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

    /// Whether words of this scalar's script stand side by side without spaces: Chinese and Japanese, with their
    /// punctuation.
    package var isUnspacedScript: Bool {
        switch value {
        case 0x2E80...0x312F, 0x31A0...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
