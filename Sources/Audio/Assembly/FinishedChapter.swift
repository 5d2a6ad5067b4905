/// Where a chapter is in the finished book.
package struct FinishedChapter: Sendable, Hashable {
    /// The heading, or nil for text before the first one.
    package let title: String?
    /// Seconds from the start of the book; a little before the chapter's first speech.
    package let startSeconds: Double
    /// Seconds from the start of the book.
    package let endSeconds: Double
}
