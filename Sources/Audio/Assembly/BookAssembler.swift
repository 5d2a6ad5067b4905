package import Core
package import Foundation

/// Joins takes in order into finished files while the synthesis goes on.
///
/// Pauses are measured from the end of speech to the start of the next speech: what a take has of its own silence beyond the
/// guards is cut, what is missing is put in. A take is *placed* when it is appended, and *rendered* when its gain is known: at
/// once without one, else when its chapter or the book ends. Memory stays flat but for the list of places. Nothing has its own
/// name before `publish()`. Use it from one task.
package final class BookAssembler {
    /// What is worth telling of the mastering, once all is rendered.
    package private(set) var diagnostics: [Diagnostic] = []
    let configuration: AssemblyConfiguration
    let renderer: BookRenderer
    /// The gain of each chapter so far, in decibels; nil without one.
    private(set) var gains: [Double?] = []
    private(set) var marks: [ChapterMark] = []
    let manifest: ManifestFile?
    let reader: TakeReader
    /// Renders takes that wait for no gain; nil where they are written as they are.
    private let immediate: TakeRenderer?
    private var book: Timeline
    private var chapter: Timeline?
    private var group: GainGroup?

    /// Looks whether a book can be written where it is to go, and opens nothing.
    ///
    /// - Throws: `BatchError` with `output.exists`, or `profile.invalid` for a format that this machine cannot write or a length
    ///   that cannot be.
    package static func check(_ configuration: AssemblyConfiguration) throws {
        try configuration.validate()
        try checkTarget(configuration)
    }

    /// Checks that everything can be written, and opens the book under a hidden name.
    ///
    /// - Throws: `BatchError` with `output.exists`, `output.notWritable`, `output.diskFull`, or `profile.invalid` for a format
    ///   that this machine cannot write or a length that cannot be.
    package init(configuration: AssemblyConfiguration) throws {
        try Self.check(configuration)
        self.configuration = configuration
        reader = TakeReader(
            sampleRate: configuration.sampleRate,
            fadeSamples: Int((configuration.fade * Double(configuration.sampleRate)).rounded())
        )
        immediate =
            configuration.rates.areEqual ? nil : TakeRenderer(rates: configuration.rates, gain: 0, peakLimit: 0)
        let name = configuration.book.deletingPathExtension()
        // A run that was killed may have written another format.
        for format in AudioFormat.allCases {
            let book = name.appendingPathExtension(format.fileExtension)
            removeAbandonedPartials(in: book.deletingLastPathComponent(), of: book)
        }
        manifest = try configuration.writesManifest ? ManifestFile(for: configuration) : nil
        renderer = try BookRenderer(configuration)
        book = Timeline(leadIn: configuration.samples(configuration.leadIn))
    }

    /// Appends the next take.
    ///
    /// A take that is refused changes nothing, so that another can take its place.
    ///
    /// - Parameters:
    ///   - take: A mono sound file at the configured sample rate; it has to stay as it is until it is rendered.
    ///   - checksum: What `TakeWriter` said of its samples; nil when nobody knows.
    ///   - origin: What it speaks, for the manifest.
    ///   - chapter: A number that grows from chapter to chapter.
    ///   - chapterTitle: The heading, or nil for text before the first one.
    ///   - boundary: What follows the take.
    /// - Throws: `BatchError` with `synthesis.badAudio`, or with `output.…`, after which the book cannot go on.
    package func append(
        take: URL,
        checksum: String? = nil,
        origin: TakeOrigin? = nil,
        chapter: Int,
        chapterTitle: String?,
        boundary: Boundary
    ) throws {
        // First, since it reads other takes.
        if let last = marks.last?.number, last != chapter, configuration.mastering.scope == .chapter {
            let ownFile = self.chapter.map { configuration.closingPause(after: $0.tail) }
            try renderGroup(closing: ownFile ?? book.owed - pauseOfNextChapter)
        }
        let span = try reader.open(take, checksum: checksum, isGap: origin?.isGap == true)
        if marks.last?.number != chapter { beginChapter(chapter, chapterTitle) }
        if group == nil, configuration.isMastered { group = GainGroup(configuration) }
        let placement = place(span, take: take, checksum: checksum, origin: origin, boundary: boundary)
        guard let group else { return try write(placement, through: immediate) }
        group.add(placement)
        try reader.stream(placement.range) { group.measure($0) }
    }

    /// Looks at a take as `append` does, and appends nothing.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio`.
    package func check(take: URL, checksum: String?, isGap: Bool = false) throws {
        _ = try reader.open(take, checksum: checksum, isGap: isGap)
    }

    /// Renders what waits for its gain, once all takes are appended.
    ///
    /// - Parameter checkpoint: Called before every take; what it throws ends the work.
    /// - Throws: `BatchError` as `append` does, and what `checkpoint` throws.
    package func render(checkpoint: () throws -> Void = {}) throws {
        try renderGroup(closing: configuration.closingPause(after: book.tail), checkpoint: checkpoint)
    }

    /// Renders what waits, where `closing` is the pause after the last take in what its gain is measured over.
    private func renderGroup(closing: Int, checkpoint: () throws -> Void = {}) throws {
        guard let group else { return }
        self.group = nil
        let gain = try group.gain(closing: closing) { placement, renderer, receive in
            try checkpoint()
            try reader.reopen(placement.take)
            try render(placement, through: renderer, at: placement.range.lowerBound, receive: receive)
        }
        let take = TakeRenderer(rates: configuration.rates, gain: gain, peakLimit: configuration.peakLimit)
        for placement in group.placements {
            try checkpoint()
            try reader.reopen(placement.take, checksum: placement.checksum)
            try write(placement, through: take)
        }
        while gains.count < marks.count { gains.append(gain) }
        note(reduction: take.reduction, gain: gain)
    }

    /// Renders what is left, and puts everything on the disk, still under hidden names.
    ///
    /// - Parameter facts: What the manifest tells beside the audio, where one is written.
    /// - Returns: What the files are known by.
    /// - Throws: `BatchError` with `output.exists` when something appeared at the book's place meanwhile, another `output.…`
    ///   code, or `synthesis.badAudio` when there was no take at all.
    package func seal(_ facts: BookFacts? = nil) throws -> SealedBook {
        guard !marks.isEmpty else {
            throw BatchError(
                .synthesisBadAudio,
                "There is no take to make \(configuration.book.lastPathComponent) of.",
                remedy: "Look at the report for what became of the segments."
            )
        }
        try render()
        try renderer.finish()
        let file = renderer.book.file
        try file.seal(chapters: finishedChapters)
        noteResult()
        try Self.checkTarget(configuration)
        var sealed = SealedBook(
            files: try [file.sealedFile()] + (renderer.folder?.seal() ?? []),
            audioSeconds: seconds(file.samples),
            chapterStarts: marks.map { seconds($0.start) }
        )
        if let manifest, let facts { sealed.manifest = try manifest.seal(bookManifest(facts)) }
        return sealed
    }

    /// Gives what is sealed its own name: the chapters first, so that where the book is, all is.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    package func publish() throws {
        try renderer.folder?.publish()
        try manifest?.publish()
        try renderer.book.file.publish(replacing: configuration.overwrite)
    }

    /// Seals and publishes.
    ///
    /// - Throws: What `seal()` and `publish()` throw.
    package func finish(_ facts: BookFacts? = nil) throws -> FinishedBook {
        let sealed = try seal(facts)
        try publish()
        return FinishedBook(
            files: sealed.files.map { URL(fileURLWithPath: $0.path) },
            audioSeconds: sealed.audioSeconds,
            chapters: finishedChapters,
            levels: renderer.levels
        )
    }

    /// Removes everything that was written under hidden names; also done when the assembler goes away unfinished.
    package func discard() {
        renderer.discard()
        manifest?.discard()
    }

    func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    private func beginChapter(_ number: Int, _ title: String?) {
        precondition(marks.last.map { $0.number < number } ?? true, "chapters come in order")
        let start = marks.isEmpty ? 0 : book.nextSpeech - pauseOfNextChapter
        marks.append(ChapterMark(number: number, title: title, start: start))
        if configuration.chapterFolder != nil {
            chapter = Timeline(leadIn: configuration.samples(configuration.leadIn))
        }
    }

    /// A listener who jumps to a chapter hears a short silence first, taken from the pause before it.
    private var pauseOfNextChapter: Int { min(book.owed / 2, configuration.samples(configuration.leadIn)) }

    private func place(
        _ span: SpeechSpan,
        take: URL,
        checksum: String?,
        origin: TakeOrigin?,
        boundary: Boundary
    ) -> Placement {
        let rates = configuration.rates
        let owed = [book.owed, chapter?.owed].compactMap { $0 }.min() ?? 0
        let lead = min(rates.output(span.lead), configuration.samples(configuration.onsetGuard), owed)
        let pause = configuration.samples(configuration.pauses[boundary])
        // A third of a short pause is left to the next take's onset.
        let tail = min(rates.output(span.tail), configuration.samples(configuration.decayGuard), pause * 2 / 3)
        let range = span.start - min(span.lead, rates.takes(lead))..<span.end + min(span.tail, rates.takes(tail))
        let samples = rates.output(range.count)
        let bookPause = book.place(samples: samples, lead: lead, tail: tail, pause: pause)
        let chapterPause = chapter?.place(samples: samples, lead: lead, tail: tail, pause: pause)
        let pauseInChapter = chapterPause ?? max(0, min(bookPause, book.position - samples - (marks.last?.start ?? 0)))
        return Placement(
            take: take,
            checksum: checksum,
            origin: origin,
            boundary: boundary,
            range: range,
            samples: samples,
            chapter: marks.count - 1,
            bookPause: bookPause,
            chapterPause: chapterPause ?? 0,
            measuredPause: configuration.mastering.scope == .chapter ? pauseInChapter : bookPause,
            lead: lead,
            tail: tail
        )
    }
}

extension BookAssembler {
    /// Writes a take that the reader holds open.
    func write(_ placement: Placement, through take: TakeRenderer?) throws {
        try renderer.begin(placement, of: marks[placement.chapter])
        if let take {
            try render(placement, through: take, at: renderer.book.samples, receive: renderer.append)
        } else {
            try reader.stream(placement.range, to: renderer.append)
        }
        renderer.endTake()
    }

    /// Renders a take that the reader holds open.
    func render(
        _ placement: Placement,
        through take: TakeRenderer,
        at position: Int,
        receive: (ArraySlice<Int16>) throws -> Void
    ) throws {
        take.begin(count: placement.samples, at: position)
        var left = placement.range.count
        try reader.stream(placement.range) { samples in
            left -= samples.count
            try receive(take.process(samples, isLast: left == 0)[...])
        }
    }

    var finishedChapters: [FinishedChapter] {
        let ends = marks.dropFirst().map(\.start) + [renderer.book.samples]
        return zip(marks, ends).map { mark, end in
            FinishedChapter(title: mark.title, startSeconds: seconds(mark.start), endSeconds: seconds(end))
        }
    }

    func seconds(_ samples: Int) -> Double { Double(samples) / Double(configuration.rates.output) }

    /// Refuses a book that stands already, before hours are spent on it.
    static func checkTarget(_ configuration: AssemblyConfiguration) throws {
        guard FileSystem.exists(configuration.book) else { return }
        guard !FileSystem.isFolder(configuration.book) else {
            throw OutputTrouble.exists(configuration.book.path, because: "it is a folder")
        }
        guard configuration.overwrite else { throw OutputTrouble.exists(configuration.book.path) }
    }
}
