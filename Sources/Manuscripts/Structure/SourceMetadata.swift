internal import TextKit

/// What a source says of itself in its header, its front matter or on its title page.
struct SourceMetadata: Sendable {
    var title: String?
    var author: String?
    /// A BCP 47 tag.
    var language: String?

    /// Fills what is still unknown; what has nothing to show stays unknown.
    mutating func add(_ other: SourceMetadata) {
        title = title ?? other.title.flatMap(TitleLine.clean)
        author = author ?? other.author.flatMap(TitleLine.clean)
        language = language ?? other.language
    }
}
