/// A chapter: its heading, if it has one, and its blocks in reading order; never empty.
package struct ManuscriptChapter: Sendable, Hashable {
    /// The text of the heading, or nil for what stands before the first one.
    package internal(set) var title: String?
    package internal(set) var blocks: [ManuscriptBlock]
}
