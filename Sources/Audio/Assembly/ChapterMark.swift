/// A chapter as it is placed: its heading, and where it starts in the book, in samples of the output.
struct ChapterMark: Sendable {
    /// As the caller counts.
    let number: Int
    let title: String?
    let start: Int
}
