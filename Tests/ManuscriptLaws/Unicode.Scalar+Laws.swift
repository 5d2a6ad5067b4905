internal import Manuscripts

extension Unicode.Scalar {
    /// Whether a speech engine can be given this: letters, marks, punctuation, symbols and plain spaces.
    ///
    /// Written without a look at the code it judges.
    var isFitForSpeech: Bool {
        switch properties.generalCategory {
        case .control, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        // Joiners, and the signs that stand before Arabic, Syriac and Kaithi numbers.
        case .format: self == "\u{200C}" || self == "\u{200D}" || Self.numberSigns.contains(value)
        default: !properties.isNoncharacterCodePoint && self != "\u{FFFD}" && self != "\u{FFFC}"
        }
    }

    private static let numberSigns: Set<UInt32> = [
        0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
    ]

    /// What a limit of segments counts for this: three for Chinese, Japanese and Korean.
    var speechLength: Int {
        (0x3000...0xD7FF).contains(value) || (0xF000...0xFFFF).contains(value) ? 3 : 1
    }
}
