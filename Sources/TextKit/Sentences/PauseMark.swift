/// What a mark of punctuation parts, and so how long a pause it makes.
package enum PauseMark: Sendable, Hashable {
    case comma
    /// A semicolon, a colon or a dash.
    case clause
    /// A full stop or its like.
    case sentence

    /// Nil for what makes no pause; quotation marks and brackets make none.
    ///
    /// Unicode says of all scripts what ends a sentence (Sentence_Terminal), but not what is a comma and what more.
    package init?(_ scalar: Unicode.Scalar) {
        switch scalar {
        case ",", "\u{60C}", "\u{3001}", "\u{FF0C}": self = .comma
        case ";", ":", "\u{61B}", "\u{2014}", "\u{FF1A}", "\u{FF1B}": self = .clause
        case ".", "!", "?", "\u{2026}": self = .sentence
        default:
            guard !scalar.isASCII, scalar.properties.isSentenceTerminal else { return nil }
            self = .sentence
        }
    }
}
