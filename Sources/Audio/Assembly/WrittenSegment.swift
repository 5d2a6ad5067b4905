internal import Core

/// A take as it stands in the book.
struct WrittenSegment: Sendable {
    let placement: Placement
    /// Where it stands in the book, in samples.
    let range: Range<Int>
    /// SHA-256 of those samples as little-endian bytes.
    let digest: String
}
