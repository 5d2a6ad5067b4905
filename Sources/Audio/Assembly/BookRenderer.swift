internal import Core
internal import Foundation

/// Writes placed takes into the book, and into the file of their chapter where that is asked for.
final class BookRenderer {
    private(set) var segments: [WrittenSegment] = []
    private(set) var chapters: [WrittenChapter] = []
    let book: Track
    let folder: ChapterFolder?
    private let configuration: AssemblyConfiguration
    private var chapter: OpenChapter?
    /// Where the speech of the book begins and ends, in its samples.
    private var speech: Range<Int>?
    private var take: (placement: Placement, start: Int, digest: SampleChecksum)?

    /// The chapter that is written.
    private struct OpenChapter {
        let number: Int
        /// Where it starts in the book, in samples.
        let start: Int
        /// Its own file.
        let track: Track?
        /// Measures it where it has no file of its own.
        let meter: LevelMeter?
        /// How far it is from the start of that file to the start of the book.
        var offset = 0
        var speech: Range<Int>?
    }

    init(_ configuration: AssemblyConfiguration) throws {
        self.configuration = configuration
        folder = try configuration.chapterFolder.map {
            try ChapterFolder(
                target: $0,
                fileExtension: configuration.format.fileExtension,
                replacing: configuration.overwrite
            )
        }
        var tags = configuration.tags
        tags.album = tags.album ?? tags.title
        book = try configuration.track(at: configuration.book, tags: tags, chapterRoom: true)
    }

    /// Writes what is before a take; its samples follow with `append`.
    func begin(_ placement: Placement, of mark: ChapterMark) throws {
        var pause = placement.bookPause
        if placement.chapter != chapter?.number {
            // A chapter starts inside the pause before it.
            let before = min(pause, max(0, mark.start - book.samples))
            try appendPause(before)
            pause -= before
            try endChapter()
            try beginChapter(placement.chapter, mark)
        }
        try appendPause(pause)
        try chapter?.track?.appendPause(placement.chapterPause)
        if let open = chapter, open.speech == nil { chapter?.offset = book.samples - (open.track?.samples ?? 0) }
        take = (placement, book.samples, SampleChecksum())
    }

    func append(_ samples: ArraySlice<Int16>) throws {
        try book.append(samples)
        chapter?.meter?.feed(samples)
        try chapter?.track?.append(samples)
        take?.digest.feed(samples)
    }

    /// Notes that the samples of the take are all there.
    func endTake() {
        guard let (placement, start, digest) = take else { return }
        take = nil
        let begin = start + placement.lead
        let end = max(begin, book.samples - placement.tail)
        let chapterBegin = chapter?.speech?.lowerBound ?? begin
        chapter?.speech = chapterBegin..<end
        speech = (speech?.lowerBound ?? begin)..<end
        segments.append(WrittenSegment(placement: placement, range: start..<book.samples, digest: digest.hex))
    }

    /// Writes the end of the book.
    func finish() throws {
        try appendPause(closingPause)
        try endChapter()
    }

    /// What the book was measured to be.
    var levels: AudioLevels { book.levels(speech: speech ?? 0..<0) }

    func discard() {
        chapter?.track?.file.discard()
        book.file.discard()
        folder?.discard()
    }

    private var closingPause: Int { configuration.closingPause(after: segments.last?.placement.tail ?? 0) }

    private func appendPause(_ count: Int) throws {
        try book.appendPause(count) { chapter?.meter?.feed($0) }
    }

    private func beginChapter(_ number: Int, _ mark: ChapterMark) throws {
        var tags = configuration.tags
        tags.album = tags.album ?? tags.title
        tags.title = mark.title ?? tags.title
        tags.track = number + 1
        let track = try folder.map { folder in
            let target = folder.next(title: mark.title ?? configuration.tags.title ?? "")
            return try configuration.track(at: target, tags: tags)
        }
        let meter =
            track == nil
            ? LevelMeter(
                sampleRate: configuration.rates.output,
                measuresAll: configuration.measuresChapters
            ) : nil
        chapter = OpenChapter(number: number, start: book.samples, track: track, meter: meter)
    }

    private func endChapter() throws {
        guard let chapter else { return }
        self.chapter = nil
        let range = chapter.start..<book.samples
        let speech = chapter.speech ?? range.lowerBound..<range.lowerBound
        guard let track = chapter.track else {
            let (leadIn, leadOut) = (speech.lowerBound - range.lowerBound, range.upperBound - speech.upperBound)
            let levels = chapter.meter?.levels(leadIn: leadIn, leadOut: leadOut)
            chapters.append(WrittenChapter(range: range, levels: levels ?? self.levels, file: nil))
            return
        }
        try track.appendPause(closingPause)
        try track.file.seal()
        try track.file.publish(replacing: false)
        let inFile = speech.lowerBound - chapter.offset..<speech.upperBound - chapter.offset
        let file = WrittenChapter.File(digest: track.samplesDigest, samples: track.samples, offset: chapter.offset)
        chapters.append(WrittenChapter(range: range, levels: track.levels(speech: inFile), file: file))
    }
}

/// A take as it stands in the book.
struct WrittenSegment: Sendable {
    let placement: Placement
    /// Where it stands in the book, in samples.
    let range: Range<Int>
    /// SHA-256 of those samples as little-endian bytes.
    let digest: String
}

/// A chapter as it stands in the book, and its own file where there is one.
struct WrittenChapter: Sendable {
    /// Its own file.
    struct File: Sendable {
        /// What its samples are summed up to.
        let digest: String
        let samples: Int
        /// How far its first take stands from its start, and in the book from the book's.
        let offset: Int
    }

    /// Where it stands in the book, in samples.
    let range: Range<Int>
    let levels: AudioLevels
    let file: File?
}

/// One output file while it is written: what goes to its encoder is measured and summed up on the way.
final class Track {
    /// Written again and again for pauses: one second at 24 kHz.
    private static let zeros = [Int16](repeating: 0, count: 24_000)

    let file: EncodedFile
    private let roomTone: RoomTone?
    private let meter: LevelMeter
    private var checksum = SampleChecksum()

    /// - Parameters:
    ///   - file: An empty file.
    ///   - sampleRate: Samples per second.
    ///   - measuresAll: Whether its loudness and true peak are measured.
    ///   - roomTone: What pauses hold; nil for digital silence.
    init(_ file: EncodedFile, sampleRate: Int, measuresAll: Bool, roomTone: RoomTone?) {
        self.file = file
        self.roomTone = roomTone
        meter = LevelMeter(sampleRate: sampleRate, measuresAll: measuresAll)
    }

    func append(_ samples: ArraySlice<Int16>) throws {
        try file.append(samples)
        meter.feed(samples)
        checksum.feed(samples)
    }

    /// Appends a pause; `also` gets what it holds.
    func appendPause(_ count: Int, also: (ArraySlice<Int16>) -> Void = { _ in }) throws {
        var left = count
        while left > 0 {
            let part = min(left, Self.zeros.count)
            let samples = roomTone?.samples(at: file.samples, count: part)[...] ?? Self.zeros[..<part]
            try append(samples)
            also(samples)
            left -= part
        }
    }

    /// The sum of all samples so far.
    var samplesDigest: String { checksum.hex }

    var samples: Int { file.samples }

    /// What was measured.
    ///
    /// - Parameter speech: Where in the file the first speech begins and the last ends, in samples.
    /// - Returns: The levels of all that was written.
    func levels(speech: Range<Int>) -> AudioLevels {
        meter.levels(leadIn: speech.lowerBound, leadOut: file.samples - speech.upperBound)
    }
}

extension AssemblyConfiguration {
    /// Opens one of the output files under a hidden name.
    fileprivate func track(at target: URL, tags: AudioTags, chapterRoom: Bool = false) throws -> Track {
        let file = try EncodedFile(
            target: target,
            format: format,
            sampleRate: rates.output,
            mp3Kilobits: mastering.loudness == .acx ? ACXLevels.kilobitsPerSecond : nil,
            tags: tags,
            chapterRoom: chapterRoom
        )
        return Track(
            file,
            sampleRate: rates.output,
            measuresAll: chapterRoom || measuresChapters,
            roomTone: mastering.noiseLevel.map { RoomTone(level: $0) }
        )
    }
}
