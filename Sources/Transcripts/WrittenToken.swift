/// A piece of a text as it is written, before it is read.
struct WrittenToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case word
        /// Digits with what separates them, such as `1,204` or `7:45`.
        case number
        case sign
    }

    var kind: Kind
    /// Without accents; of a word with its case and the apostrophes inside it.
    var text: String
    /// As it stands in the text.
    var written: String
    /// Whether a full stop follows.
    var endsWithStop = false
    /// The currency sign before a number.
    var currency: Unicode.Scalar?
    /// The letters right behind a number, such as `th` or `km`.
    var suffix = ""
}
