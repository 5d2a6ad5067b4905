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
        /// What its takes were turned up by, in decibels; nil where they were not changed.
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
            seed: Int
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
        }
    }
}
