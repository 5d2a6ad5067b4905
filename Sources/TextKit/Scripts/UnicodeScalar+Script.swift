internal import CICU

/// What scripts have in common for those who count words, time and columns: the only such table, taken from ICU.
extension Unicode.Scalar {
    /// Whether words of this scalar's script stand side by side without spaces: Chinese and Japanese, with their
    /// punctuation and their full-width forms.
    package var isUnspacedScript: Bool {
        guard value >= Self.firstEastAsian else { return false }
        switch cicu_script(value) {
        case CICU_SCRIPT_HAN, CICU_SCRIPT_KANA: return true
        case CICU_SCRIPT_HANGUL: return false
        // Planes 2 and 3 are kept for Chinese characters.
        case CICU_SCRIPT_UNKNOWN where isWide: return true
        case CICU_SCRIPT_COMMON where isWide: return !properties.isEmojiPresentation
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
    package var isSyllable: Bool { isWordOfItsOwn || (0xAC00...0xD7A3).contains(value) }

    /// Whether a terminal gives it two columns (UAX #11).
    var isWide: Bool {
        value >= 0x1100 && (cicu_width(value) == CICU_WIDTH_WIDE || cicu_width(value) == CICU_WIDTH_FULL)
    }

    /// No scalar before this one belongs to a script without spaces.
    private static var firstEastAsian: UInt32 { 0x2E80 }
}
