/// What a manifest states besides the audio itself.
package struct BookFacts: Sendable, Hashable {
    /// The text of a segment.
    package struct Text: Sendable, Hashable {
        package var sha256: String
        package var range: SourceRange

        package init(sha256: String, range: SourceRange) {
            self.sha256 = sha256
            self.range = range
        }
    }

    /// The program and its version.
    package var program: String
    package var title: String
    package var author: String?
    package var source: BookManifest.Source
    package var voice: BookManifest.Voice
    /// By the ordinal of the segment.
    package var texts: [Int: Text]

    package init(
        program: String,
        title: String,
        author: String?,
        source: BookManifest.Source,
        voice: BookManifest.Voice,
        texts: [Int: Text]
    ) {
        self.program = program
        self.title = title
        self.author = author
        self.source = source
        self.voice = voice
        self.texts = texts
    }
}

/// What this program calls itself.
package enum ProgramVersion {
    package static let number = "0.1.0"
    package static let name = "qwen-batch \(number)"
}
