package import Core

/// What a segment is said to speak.
package struct SegmentClaim: Sendable, Hashable {
    /// The 1-based place in the book.
    package let ordinal: Int
    /// Where its text stands in the source.
    package let range: SourceRange
    /// Of the text, whatever the digest is.
    package let digest: String

    package init(ordinal: Int, range: SourceRange, digest: String) {
        self.ordinal = ordinal
        self.range = range
        self.digest = digest
    }
}
