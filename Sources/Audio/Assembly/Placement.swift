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

/// What a take speaks, and what it was made with.
package struct TakeOrigin: Sendable, Hashable {
    /// The 1-based place of its segment in the book.
    package let segment: Int
    /// The hash of everything that shaped it.
    package let key: String
    package let seed: Int
    /// Whether it is a pause in the place of a text that no take could be had of.
    package let isGap: Bool

    package init(segment: Int, key: String, seed: Int, isGap: Bool = false) {
        self.segment = segment
        self.key = key
        self.seed = seed
        self.isGap = isGap
    }
}

/// A chapter as it is placed: its heading, and where it starts in the book, in samples of the output.
struct ChapterMark: Sendable {
    /// As the caller counts.
    let number: Int
    let title: String?
    let start: Int
}

/// One output file as a line of speech and pauses, in samples.
///
/// A pause is known when the speech after it comes, because only then is it known how much of it that take brings along.
struct Timeline: Sendable {
    /// Where what was placed so far ends.
    private(set) var position = 0
    /// Samples of silence still owed before the next speech.
    private(set) var owed: Int
    /// Near silence at the end that a take brought along.
    private(set) var tail = 0

    /// - Parameter leadIn: Samples of silence before the first speech.
    init(leadIn: Int) {
        owed = leadIn
    }

    /// Where the next speech begins.
    var nextSpeech: Int { position + owed }

    /// Places a take.
    ///
    /// - Parameters:
    ///   - samples: Its length.
    ///   - lead: What it brings of near silence before its speech, at most what is owed.
    ///   - tail: What it brings after its speech, of the pause that follows.
    ///   - pause: The silence from the end of its speech to the next.
    /// - Returns: The silence to be put in before it.
    mutating func place(samples: Int, lead: Int, tail: Int, pause: Int) -> Int {
        let before = owed - lead
        position += before + samples
        self.tail = tail
        owed = pause - tail
        return before
    }
}
