package import Core
package import Foundation

/// What came out of joining a book's takes.
package struct FinishedBook: Sendable, Hashable {
    /// The book first, then its chapters in order where they were asked for.
    package let files: [URL]
    /// The length of the book in seconds.
    package let audioSeconds: Double
    /// Where each chapter is in the book; they follow each other without gaps.
    package let chapters: [FinishedChapter]
    /// What the book was measured to be.
    package let levels: AudioLevels
}
