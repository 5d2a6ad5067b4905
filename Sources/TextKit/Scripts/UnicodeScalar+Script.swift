internal import CICU

/// What scripts have in common for those who count words, time and columns: the only such table, taken from ICU.
extension Unicode.Scalar {
    /// Whether words of this scalar's script stand side by side without spaces: Chinese and Japanese, with their
    /// punctuation and their full-width forms.
    package var isUnspacedScript: Bool {
        guard value >= Self.firstEastAsian else { return false }
        let script = cicu_script(value)
        return script == CICU_SCRIPT_HAN || script == CICU_SCRIPT_KANA || standsBesideUnspaced(script)
    }

    /// Whether it stands beside such words without a space and is no letter of theirs.
    package var isUnspacedMark: Bool { value >= Self.firstEastAsian && standsBesideUnspaced(cicu_script(value)) }

    private func standsBesideUnspaced(_ script: CICUScript) -> Bool {
        switch script {
        case CICU_SCRIPT_HAN, CICU_SCRIPT_KANA, CICU_SCRIPT_HANGUL: return false
        // Planes 2 and 3 are kept for Chinese characters.
        case CICU_SCRIPT_UNKNOWN where isWide: return true
        case CICU_SCRIPT_COMMON where isWide: return value < Self.firstEmoji || !properties.isEmojiPresentation
        default: return cicu_width(value) == CICU_WIDTH_FULL || cicu_width(value) == CICU_WIDTH_HALF
        }
    }

    /// Whether it is a word by itself: a letter of a script that puts no spaces between words, in which each is a syllable
    /// or two.
    package var isWordOfItsOwn: Bool {
        value >= Self.firstEastAsian && isSpeakable
            && (cicu_has_script(value, CICU_SCRIPT_HAN) || cicu_has_script(value, CICU_SCRIPT_KANA))
    }

    /// Whether it is spoken as a syllable and not as a sound: Chinese and Japanese characters, and whole Korean syllables.
    package var isSyllable: Bool { (0xAC00...0xD7A3).contains(value) || isWordOfItsOwn }

    /// Whether a text is as much longer by it as by a syllable: syllables, and the punctuation and full-width forms that
    /// stand beside Chinese and Japanese ones.
    package var isSyllableLong: Bool { value >= Self.firstEastAsian && (isUnspacedScript || isSyllable) }

    /// Whether a terminal gives it two columns (UAX #11).
    var isWide: Bool {
        value >= 0x1100 && (cicu_width(value) == CICU_WIDTH_WIDE || cicu_width(value) == CICU_WIDTH_FULL)
    }

    /// No scalar before this one belongs to a script without spaces.
    static var firstEastAsian: UInt32 { 0x2E80 }
    /// None between the two is drawn as an emoji by itself; to ask Unicode for each mark takes as long as all the rest.
    private static var firstEmoji: UInt32 { 0x1F000 }
}
