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
    /// The measured levels of the book.
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

extension BookManifest {
    /// The text that was narrated.
    package struct Source: Sendable, Hashable, Codable {
        /// Its absolute path, or `-` for standard input.
        package var path: String
        /// Of its bytes; nil when the file had changed since it was enqueued, or there was no file.
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

extension BookManifest {
    /// A sound file.
    package struct Audio: Sendable, Hashable, Codable {
        /// Its name; it lies beside the manifest, a chapter's in the folder of chapters.
        package var file: String
        package var format: AudioFormat
        package var sampleRate: Int
        package var samples: Int
        /// Of the file's bytes.
        package var sha256: String
        /// Of its samples as they went to the encoder, in 16 bits as little-endian bytes.
        package var samplesSHA256: String

        package init(
            file: String,
            format: AudioFormat,
            sampleRate: Int,
            samples: Int,
            sha256: String,
            samplesSHA256: String
        ) {
            self.file = file
            self.format = format
            self.sampleRate = sampleRate
            self.samples = samples
            self.sha256 = sha256
            self.samplesSHA256 = samplesSHA256
        }
    }

    /// A chapter of the book.
    package struct Chapter: Sendable, Hashable, Codable {
        package var title: String?
        /// Where it stands in the book, in samples.
        package var start: Int
        package var end: Int
        /// The gain that its takes got, in decibels; nil where they were not changed.
        package var gain: Double?
        /// Those of its file, where it has one, else of its part of the book.
        package var levels: AudioLevels
        /// Its file, where it has one, and how far each of its takes stands nearer to the start there than in the book.
        package var audio: Audio?
        package var offset: Int?

        package init(
            title: String?,
            start: Int,
            end: Int,
            gain: Double?,
            levels: AudioLevels,
            audio: Audio?,
            offset: Int?
        ) {
            self.title = title
            self.start = start
            self.end = end
            self.gain = gain
            self.levels = levels
            self.audio = audio
            self.offset = offset
        }
    }

    /// A segment: what it says, which take says it, and where in the book.
    package struct Segment: Sendable, Hashable, Codable {
        /// 1-based places in the book.
        package var ordinal: Int
        package var chapter: Int
        /// Of the text that is spoken, in UTF-8.
        package var textSHA256: String
        /// Where it stands in the decoded source, in UTF-8 bytes.
        package var sourceStart: Int
        package var sourceEnd: Int
        /// Where it stands in the book, in samples.
        package var start: Int
        package var end: Int
        /// Of these samples as they went to the encoder.
        package var samplesSHA256: String
        package var boundary: Boundary
        package var takeKey: String
        /// Of the samples of its take.
        package var takeSHA256: String?
        package var seed: Int
        /// Whether a pause stands in the place of the text, since no take could be had; nil where it is spoken.
        package var isGap: Bool?

        package init(
            ordinal: Int,
            chapter: Int,
            textSHA256: String,
            sourceStart: Int,
            sourceEnd: Int,
            start: Int,
            end: Int,
            samplesSHA256: String,
            boundary: Boundary,
            takeKey: String,
            takeSHA256: String?,
            seed: Int,
            isGap: Bool? = nil
        ) {
            self.ordinal = ordinal
            self.chapter = chapter
            self.textSHA256 = textSHA256
            self.sourceStart = sourceStart
            self.sourceEnd = sourceEnd
            self.start = start
            self.end = end
            self.samplesSHA256 = samplesSHA256
            self.boundary = boundary
            self.takeKey = takeKey
            self.takeSHA256 = takeSHA256
            self.seed = seed
            self.isGap = isGap
        }
    }
}
