internal import CSndfile
internal import Foundation
internal import TextKit

/// What a file says of itself, where its format has a place for it.
package struct AudioTags: Sendable, Hashable {
    /// The longest tag written, in UTF-8 bytes; header space is limited in WAV and ID3.
    private static let longest = 1_000

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

    /// A tag's text without control characters, or nil when nothing is left.
    static func cleaned(_ text: String?) -> String? {
        guard let text else { return nil }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            kept.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        let trimmed = String(kept).trimmingCharacters(in: .whitespaces)
        return trimmed.isEmpty ? nil : FileName.truncated(trimmed, toUTF8Bytes: longest)
    }
}

extension SoundHandle {
    /// Stores the tags before the first sample; a format without a place for one drops it.
    mutating func setTags(_ tags: AudioTags) {
        let texts: [(Int, String?)] = [
            (SF_STR_TITLE, tags.title),
            (SF_STR_ARTIST, tags.author),
            (SF_STR_ALBUM, tags.album),
            (SF_STR_TRACKNUMBER, tags.track.map(String.init)),
            (SF_STR_GENRE, tags.genre),
            (SF_STR_COMMENT, tags.comment),
        ]
        for (kind, text) in texts {
            if let text = AudioTags.cleaned(text) { _ = setString(kind, text) }
        }
    }

    /// The tags as the file gives them.
    var tags: AudioTags {
        AudioTags(
            title: string(SF_STR_TITLE),
            author: string(SF_STR_ARTIST),
            album: string(SF_STR_ALBUM),
            track: string(SF_STR_TRACKNUMBER).flatMap { Int($0) },
            genre: string(SF_STR_GENRE),
            comment: string(SF_STR_COMMENT)
        )
    }
}
