package import BatchCore
package import Foundation

/// Joins takes in order into finished files while the synthesis goes on.
///
/// Pauses are measured from the end of speech to the start of the next speech: what a take has of its own silence beyond the
/// guards is cut, what is missing is put in. Memory stays flat, whatever the length. Nothing has its own name before `publish()`.
/// Use it from one task.
package final class BookAssembler {
    private let configuration: AssemblyConfiguration
    private let reader: TakeReader
    private let book: Track
    private let folder: ChapterFolder?
    private var chapterTrack: Track?
    private var marks: [(number: Int, title: String?, start: Int)] = []

    /// Checks that everything can be written, and opens the book under a hidden name.
    ///
    /// - Throws: `BatchError` with `output.exists`, `output.notWritable`, `output.diskFull`, or `profile.invalid` for a format
    ///   that this machine cannot write or a length that cannot be.
    package init(configuration: AssemblyConfiguration) throws {
        try configuration.validate()
        try Self.checkTarget(configuration)
        self.configuration = configuration
        reader = TakeReader(
            sampleRate: configuration.sampleRate,
            fadeSamples: configuration.samples(configuration.fade)
        )
        let name = configuration.book.deletingPathExtension()
        // A run that was killed may have written another format.
        for format in AudioFormat.allCases {
            let book = name.appendingPathExtension(format.fileExtension)
            removeAbandonedPartials(in: book.deletingLastPathComponent(), of: book)
        }
        folder = try configuration.chapterFolder.map {
            try ChapterFolder(
                target: $0,
                fileExtension: configuration.format.fileExtension,
                replacing: configuration.overwrite
            )
        }
        var tags = configuration.tags
        tags.album = tags.album ?? tags.title
        book = Track(
            try EncodedFile(
                target: configuration.book,
                format: configuration.format,
                sampleRate: configuration.sampleRate,
                tags: tags,
                chapterRoom: true
            ),
            leadIn: configuration.samples(configuration.leadIn)
        )
    }

    /// Appends the next take.
    ///
    /// A take that is refused changes nothing, so that another can take its place.
    ///
    /// - Parameters:
    ///   - take: A mono sound file at the configured sample rate.
    ///   - checksum: What `TakeWriter` said of its samples; nil when nobody knows.
    ///   - chapter: A number that grows from chapter to chapter.
    ///   - chapterTitle: The heading, or nil for text before the first one.
    ///   - boundary: What follows the take.
    /// - Throws: `BatchError` with `synthesis.badAudio`, or with `output.…`, after which the book cannot go on.
    package func append(
        take: URL,
        checksum: String? = nil,
        chapter: Int,
        chapterTitle: String?,
        boundary: Boundary
    ) throws {
        let span = try reader.open(take, checksum: checksum)
        if marks.last?.number != chapter { try beginChapter(chapter, chapterTitle) }
        let tracks = [book, chapterTrack].compactMap { $0 }
        let lead = min(span.lead, configuration.samples(configuration.onsetGuard), tracks.map(\.owed).min() ?? 0)
        let pause = configuration.samples(configuration.pauses[boundary])
        // A third of a short pause is left to the next take's onset.
        let tail = min(span.tail, configuration.samples(configuration.decayGuard), pause * 2 / 3)
        for track in tracks { try track.begin(lead: lead) }
        try reader.stream(span.start - lead..<span.end + tail) { samples in
            for track in tracks { try track.file.append(samples) }
        }
        for track in tracks { track.end(tail: tail, pause: pause) }
    }

    /// Looks at a take as `append` does, and appends nothing.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio`.
    package func check(take: URL, checksum: String?) throws {
        _ = try reader.open(take, checksum: checksum)
    }

    /// Puts everything on the disk, still under hidden names.
    ///
    /// - Throws: `BatchError` with `output.exists` when something appeared at the book's place meanwhile, another `output.…`
    ///   code, or `synthesis.badAudio` when there was no take at all.
    package func seal() throws -> SealedBook {
        guard !marks.isEmpty else {
            throw BatchError(
                .synthesisBadAudio,
                "There is no take to make \(configuration.book.lastPathComponent) of.",
                remedy: "Look at the report for what became of the segments."
            )
        }
        try endChapter()
        try book.seal(leadOut: configuration.samples(configuration.leadOut), chapters: finishedChapters)
        try Self.checkTarget(configuration)
        return SealedBook(
            files: try [book.file.sealedFile()] + (folder?.seal() ?? []),
            audioSeconds: seconds(book.file.samples),
            chapterStarts: marks.map { seconds($0.start) }
        )
    }

    /// Gives what is sealed its own name: the chapters first, so that where the book is, all is.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    package func publish() throws {
        try folder?.publish()
        try book.file.publish(replacing: configuration.overwrite)
    }

    /// Seals and publishes.
    ///
    /// - Throws: What `seal()` and `publish()` throw.
    package func finish() throws -> FinishedBook {
        let sealed = try seal()
        try publish()
        return FinishedBook(
            files: sealed.files.map { URL(fileURLWithPath: $0.path) },
            audioSeconds: sealed.audioSeconds,
            chapters: finishedChapters(samples: book.file.samples)
        )
    }

    /// Removes everything that was written under hidden names; also done when the assembler goes away unfinished.
    package func discard() {
        chapterTrack?.file.discard()
        book.file.discard()
        folder?.discard()
    }

    private func beginChapter(_ number: Int, _ title: String?) throws {
        precondition(marks.last.map { $0.number < number } ?? true, "chapters come in order")
        try endChapter()
        // A listener who jumps to a chapter hears a short silence first, taken from the pause before it.
        let before = min(book.owed / 2, configuration.samples(configuration.leadIn))
        marks.append((number, title, marks.isEmpty ? 0 : book.nextSpeech - before))
        guard let folder else { return }
        var tags = configuration.tags
        tags.album = tags.album ?? tags.title
        tags.title = title ?? tags.title
        tags.track = marks.count
        chapterTrack = Track(
            try EncodedFile(
                target: folder.next(title: title ?? configuration.tags.title ?? ""),
                format: configuration.format,
                sampleRate: configuration.sampleRate,
                tags: tags
            ),
            leadIn: configuration.samples(configuration.leadIn)
        )
    }

    private func endChapter() throws {
        guard let chapterTrack else { return }
        try chapterTrack.seal(leadOut: configuration.samples(configuration.leadOut))
        try chapterTrack.file.publish(replacing: false)
        self.chapterTrack = nil
    }

    private func finishedChapters(samples: Int) -> [FinishedChapter] {
        let ends = marks.dropFirst().map(\.start) + [samples]
        return zip(marks, ends).map { mark, end in
            FinishedChapter(title: mark.title, startSeconds: seconds(mark.start), endSeconds: seconds(end))
        }
    }

    private func seconds(_ samples: Int) -> Double { Double(samples) / Double(configuration.sampleRate) }

    /// Refuses a book that stands already, before hours are spent on it.
    private static func checkTarget(_ configuration: AssemblyConfiguration) throws {
        guard FileSystem.exists(configuration.book) else { return }
        guard !FileSystem.isFolder(configuration.book) else {
            throw OutputTrouble.exists(configuration.book.path, because: "it is a folder")
        }
        guard configuration.overwrite else { throw OutputTrouble.exists(configuration.book.path) }
    }
}
