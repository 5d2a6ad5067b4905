internal import Core
internal import Foundation

/// A chapter as it stands in the book, and its own file where there is one.
struct WrittenChapter: Sendable {
    /// Its own file.
    struct File: Sendable {
        /// What its samples are summed up to.
        let digest: String
        let samples: Int
        /// How far its first take stands from its start, and in the book from the book's.
        let offset: Int
    }

    /// Where it stands in the book, in samples.
    let range: Range<Int>
    let levels: AudioLevels
    let file: File?
}
