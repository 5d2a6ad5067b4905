/// What stands beside a finished book to prove where every sample of it comes from: `BOOK.manifest.json`.
///
/// `docs/manifest.md` describes every key. Ranges are half-open; digests are SHA-256 in lowercase hex.
package struct BookManifest: Sendable, Hashable, Codable {
    /// The version of the document; it grows when a key goes away or changes its meaning.
    package static let currentSchema = 1

    package var schema = Self.currentSchema
    /// The program and its version.
    package var program: String
    package var title: String
    package var author: String?
    package var source: Source
    package var voice: Voice
    package var audio: Audio
    package var mastering: Mastering
    /// What the book was measured to be.
    package var levels: AudioLevels
    package var chapters: [Chapter]
    package var segments: [Segment]

    package init(
        program: String,
        title: String,
        author: String?,
        source: Source,
        voice: Voice,
        audio: Audio,
        mastering: Mastering,
        levels: AudioLevels,
        chapters: [Chapter],
        segments: [Segment]
    ) {
        self.program = program
        self.title = title
        self.author = author
        self.source = source
        self.voice = voice
        self.audio = audio
        self.mastering = mastering
        self.levels = levels
        self.chapters = chapters
        self.segments = segments
    }
}
