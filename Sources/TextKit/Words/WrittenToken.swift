/// A piece of a text as it is written, before it is read.
package struct WrittenToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case word
        /// Digits with what separates them, such as `1,204` or `7:45`.
        case number
        case sign
    }

    package var kind: Kind
    /// Without accents; of a word with its case and the apostrophes inside it.
    package var text: String
    /// As it stands in the text.
    package var written: String
    /// Whether a full stop follows.
    package var endsWithStop = false
    /// The currency sign before a number.
    package var currency: Unicode.Scalar?
    /// The letters right behind a number, such as `th` or `km`.
    package var suffix = ""
}
