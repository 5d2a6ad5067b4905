internal import Core
internal import Foundation

/// Where a take goes; all lengths are in samples of the output, but that of `range`.
struct Placement: Sendable {
    let take: URL
    let checksum: String?
    let origin: TakeOrigin?
    let boundary: Boundary
    /// What is kept of the take, in its own samples.
    let range: Range<Int>
    /// The length of that.
    let samples: Int
    /// The number of its chapter in the book, from 0.
    let chapter: Int
    /// The pause before it in the book, and in the file of its chapter.
    let bookPause: Int
    let chapterPause: Int
    /// The pause before it in what its gain is measured over: the book, or the chapter as its file or its part of the book.
    let measuredPause: Int
    /// Near silence that it brings along before its speech and after.
    let lead: Int
    let tail: Int
}
