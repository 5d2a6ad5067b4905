extension BookManifest {
    /// The text that was narrated.
    package struct Source: Sendable, Hashable, Codable {
        /// Its absolute path, or `-` for standard input.
        package var path: String
        /// Of its bytes; nil when it was not what had been enqueued any more when the book was finished, or had no file.
        package var sha256: String?
        package var bytes: Int?

        package init(path: String, sha256: String?, bytes: Int?) {
            self.path = path
            self.sha256 = sha256
            self.bytes = bytes
        }
    }

    /// What spoke.
    package struct Voice: Sendable, Hashable, Codable {
        package var name: String
        package var engine: String
        package var model: String
        /// A BCP 47 tag, where one was asked for.
        package var language: String?
        package var speed: Double

        package init(name: String, engine: String, model: String, language: String?, speed: Double) {
            self.name = name
            self.engine = engine
            self.model = model
            self.language = language
            self.speed = speed
        }
    }

    /// How the book was mastered.
    package struct Mastering: Sendable, Hashable, Codable {
        /// `off`, `lufs` or `acx`.
        package var target: String
        /// What `lufs` aims at.
        package var loudness: Double?
        /// `book` or `chapter`: what shares a gain.
        package var scope: String
        /// The highest true peak that was allowed, in dBTP; nil with `off`.
        package var truePeak: Double?
        /// The level of the noise in pauses, in dBFS; nil for digital silence.
        package var roomTone: Double?

        package init(target: String, loudness: Double?, scope: String, truePeak: Double?, roomTone: Double?) {
            self.target = target
            self.loudness = loudness
            self.scope = scope
            self.truePeak = truePeak
            self.roomTone = roomTone
        }
    }
}
