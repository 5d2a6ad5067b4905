/// What a file says of itself, where its format has a place for it.
package struct AudioTags: Sendable, Hashable {
    package var title: String?
    package var author: String?
    /// The book that a chapter belongs to.
    package var album: String?
    /// The place in the album, from 1.
    package var track: Int?
    package var genre: String?
    package var comment: String?

    package init(
        title: String? = nil,
        author: String? = nil,
        album: String? = nil,
        track: Int? = nil,
        genre: String? = "Audiobook",
        comment: String? = nil
    ) {
        self.title = title
        self.author = author
        self.album = album
        self.track = track
        self.genre = genre
        self.comment = comment
    }
}
