internal import Audio
internal import Core
internal import Crypto
internal import Foundation
internal import NIOConcurrencyHelpers
internal import QueueStore

/// Joins a job's takes while they are made, and settles what became of the job: seal, publish, complete.
struct JobAssembly {
    let store: JobStore
    let files: TakeFiles
    let run: RunConfiguration
    let capabilities: SpeechCapabilities
    let repairs: RepairLog
    let keys: KeyedLock
    let untranscribed: UntranscribedTakes
    /// Bounds the books that are joined at once.
    let books: PrioritySemaphore

    /// How many segments are read from the store at a time.
    private static let batch = 16
    /// How many segments a finding names.
    private static let named = 10

    /// Follows a job to its end, or to the loss of its claim.
    ///
    /// It is *queued* again when some of its takes were found damaged and are to be made again.
    /// - Throws: Errors of the store, and `CancellationError`.
    func follow(_ active: ActiveJob) async throws {
        let sealed = try await store.sealedBook(of: active.claim.job)
        if let sealed, try await complete(active, with: sealed) { return }
        let configuration = configuration(of: active, sealed: sealed)
        do {
            try BookAssembler.check(configuration)
        } catch let error as BatchError {
            await active.fail(error)
        }
        try await waitForTake(of: active)
        if await !active.isOver {
            let isSettled = try await books.withPlace(WorkPriority(active.job)) {
                try await join(active, configuration)
            }
            if isSettled { return }
        }
        // Nothing is worth joining any more; what is on its way comes to its end first.
        for await _ in active.progress {}
        try Task.checkCancellation()
        try await settle(active, assembler: nil, next: 1)
    }

    /// Waits until there is something to join: the first take may wait long for a transcript.
    private func waitForTake(of active: ActiveJob) async throws {
        if try await hasTake(active) { return }
        for await _ in active.progress {
            if await active.isOver { return }
            if try await hasTake(active) { return }
        }
        try Task.checkCancellation()
    }

    /// Joins a job's takes as they come, and settles what became of it.
    ///
    /// - Returns: False when the job was over before all of its takes were there.
    private func join(_ active: ActiveJob, _ configuration: AssemblyConfiguration) async throws -> Bool {
        let assembler: BookAssembler
        do {
            assembler = try BookAssembler(configuration: configuration)
        } catch let error as BatchError {
            await active.fail(error)
            return false
        }
        var signals = active.progress.makeAsyncIterator()
        var isComplete = false
        var next = 1
        while true {
            do {
                next = try await append(to: assembler, of: active, from: next)
                if isComplete { try await render(assembler, of: active, next: next) }
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                await active.fail(error)
            }
            if await active.isOver {
                assembler.discard()
                return false
            }
            if isComplete { break }
            // Once more after the last signal, for what was done since.
            isComplete = await signals.next() == nil
            try Task.checkCancellation()
        }
        try await settle(active, assembler: assembler, next: next)
        return true
    }

    private func hasTake(_ active: ActiveJob) async throws -> Bool {
        try await !store.playableSegments(of: active.claim.job, from: 1, limit: 1).isEmpty
    }

    /// Completes a job whose files had got their names already when its last run was killed.
    ///
    /// - Returns: False when there is something left to make.
    private func complete(_ active: ActiveJob, with sealed: SealedBook) async throws -> Bool {
        guard let job = try await store.job(heldBy: active.claim),
            job.progress.segmentsDone == job.progress.segments, sealed.isPublished,
            sealed.files.first?.path == active.settings.book.path
        else { return false }
        return try await store.complete(sealed, hasGaps: try await !gaps(of: active).isEmpty, by: active.claim)
    }

    private func configuration(of active: ActiveJob, sealed: SealedBook?) -> AssemblyConfiguration {
        let book = active.settings.book
        let folder = active.settings.chapterFolder
        var configuration = AssemblyConfiguration(
            book: book,
            chapterFolder: folder,
            format: active.settings.format,
            sampleRate: capabilities.sampleRate,
            pauses: run.pauses,
            mastering: run.mastering,
            tags: AudioTags(title: active.job.title, author: active.job.author),
            overwrite: active.job.options.overwrite || sealed?.owns(book: book, chapterFolder: folder) == true,
            writesManifest: true
        )
        if run.mastering.loudness == .acx {
            (configuration.leadIn, configuration.leadOut) = (ACXLevels.usualLeadIn, ACXLevels.usualLeadOut)
        }
        return configuration
    }
}

// MARK: - Append and render

extension JobAssembly {
    /// Appends every take that follows without a gap.
    ///
    /// - Returns: The ordinal of the first segment that is not appended yet.
    private func append(to assembler: BookAssembler, of active: ActiveJob, from first: Int) async throws -> Int {
        var next = first
        while true {
            // A job that was cancelled or cannot succeed any more is not worth its encoding.
            guard await !active.isOver else { return next }
            guard try await store.holds(active.claim) else {
                await active.lose()
                return next
            }
            let playable = try await store.playableSegments(of: active.claim.job, from: next, limit: Self.batch)
            for segment in playable {
                // What is joined after a stop would only be thrown away.
                try Task.checkCancellation()
                try await append(segment, to: assembler, of: active)
                next = segment.ordinal + 1
            }
            if playable.count < Self.batch { return next }
        }
    }

    private func append(_ segment: PlayableSegment, to assembler: BookAssembler, of active: ActiveJob) async throws {
        guard let file = segment.take.file else { preconditionFailure("an accepted take has a file") }
        let origin = TakeOrigin(
            segment: segment.ordinal,
            key: segment.take.key,
            seed: segment.take.seed,
            isGap: segment.take.review?.isGap == true
        )
        do {
            try assembler.append(
                take: files.url(of: file),
                checksum: segment.take.checksum,
                origin: origin,
                chapter: segment.chapter,
                chapterTitle: segment.chapterTitle,
                boundary: segment.boundary
            )
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            try await forgetDamagedTakes(of: active, checkedBy: assembler)
            throw error
        }
    }

    /// Renders what waited for its gain, when every segment is there.
    private func render(_ assembler: BookAssembler, of active: ActiveJob, next: Int) async throws {
        guard await !active.isOver, let job = try await store.job(heldBy: active.claim),
            next == job.progress.segments + 1
        else { return }
        do {
            try assembler.render { try Task.checkCancellation() }
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            try await forgetDamagedTakes(of: active, checkedBy: assembler)
            throw error
        }
    }

    /// Where one take was damaged since it was recorded, others may be; they are all made again.
    private func forgetDamagedTakes(of active: ActiveJob, checkedBy assembler: BookAssembler) async throws {
        try files.confirm()
        let claim = active.claim
        let takes = Dictionary(
            uniqueKeysWithValues: try await store.takes(of: claim.job).map { ($0.id, $0.recording) }
        )
        var damaged: [Int] = []
        for segment in try await store.segments(of: claim.job) {
            try Task.checkCancellation()
            guard let take = segment.takeID.flatMap({ takes[$0] }), let error = try damage(of: take, assembler) else {
                continue
            }
            try await keys.withKey(take.key) {
                // Another job may have found it, too, and have had it made anew by now.
                guard let current = try await store.acceptedTake(key: take.key)?.recording, let file = current.file,
                    try damage(of: current, assembler) != nil
                else { return }
                let event = Event.Kind.takeDamaged(segment: segment.ordinal, error: error)
                try await store.discardTake(key: take.key, event: event, by: claim)
                files.remove([file])
            }
            damaged.append(segment.ordinal)
        }
        guard !damaged.isEmpty else { return }
        let note = Diagnostic(
            .warning,
            code: "take.damaged",
            message: "\(damaged.count) of its takes were damaged on the disk and made again "
                + "(segments \(Self.names(of: damaged))); have a look at that disk."
        )
        try await store.add(note, by: claim)
    }

    /// What is wrong with the file of a take; nil where nothing is.
    private func damage(of take: NewTake, _ assembler: BookAssembler) throws -> BatchError? {
        guard let file = take.file else { return nil }
        do {
            try assembler.check(
                take: files.url(of: file),
                checksum: take.checksum,
                isGap: take.review?.isGap == true
            )
            return nil
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            return error
        }
    }

    /// The first of some segments, by their numbers.
    private static func names(of segments: [Int]) -> String {
        segments.prefix(named).map(String.init).joined(separator: ", ") + (segments.count > named ? " …" : "")
    }
}

// MARK: - Settle

extension JobAssembly {
    private func settle(_ active: ActiveJob, assembler: BookAssembler?, next: Int) async throws {
        guard let job = try await store.job(heldBy: active.claim) else {
            assembler?.discard()
            return
        }
        if let error = await active.failure {
            assembler?.discard()
            if error.code == .synthesisBadAudio, repairs.isFirst(of: job.id) {
                // Back to the queue, and soon here again: only what was forgotten is made.
                try await store.release(active.claim)
            } else {
                try await store.stop(active.claim, error: error)
            }
        } else if let assembler, next == job.progress.segments + 1 {
            do {
                try await publish(active, assembler)
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                assembler.discard()
                try await store.stop(active.claim, error: error)
            }
        } else {
            assembler?.discard()
            if job.progress.segmentsFailed == 0, repairs.isFirst(of: job.id) {
                // Another job found a take damaged that both use.
                try await store.release(active.claim)
            } else {
                try await store.stop(active.claim, error: try await failure(of: job))
            }
        }
    }

    /// Gives the finished files their names and completes the job, if the claim still holds.
    private func publish(_ active: ActiveJob, _ assembler: BookAssembler) async throws {
        let claim = active.claim
        let sealed = try assembler.seal(try await facts(of: active))
        guard try await store.seal(sealed, by: claim) else { return assembler.discard() }
        for diagnostic in assembler.diagnostics { try await store.add(diagnostic, by: claim) }
        try await noteUntranscribedTakes(by: claim)
        let gaps = try await gaps(of: active)
        if !gaps.isEmpty { try await note(gaps: gaps, by: claim) }
        // Used by nobody else meanwhile: the transaction waits for it.
        nonisolated(unsafe) let book = assembler
        let isDone = try await store.complete(sealed, hasGaps: !gaps.isEmpty, by: claim) { try book.publish() }
        if !isDone { assembler.discard() }
    }

    /// What the manifest tells beside the audio.
    private func facts(of active: ActiveJob) async throws -> BookFacts {
        let segments = try await store.segments(of: active.claim.job)
        let texts = segments.map { segment in
            let digest = SHA256.hash(data: Data(segment.text.utf8)).hex
            return (segment.ordinal, BookFacts.Text(sha256: digest, range: segment.range))
        }
        return BookFacts(
            program: ProgramVersion.name,
            title: active.job.title,
            author: active.job.author,
            source: run.source(active.job, segments),
            voice: BookManifest.Voice(
                name: active.settings.voice,
                engine: capabilities.engine,
                model: capabilities.model,
                language: active.settings.language,
                speed: active.settings.speed
            ),
            texts: Dictionary(uniqueKeysWithValues: texts)
        )
    }

    /// The segments in whose place a pause stands.
    private func gaps(of active: ActiveJob) async throws -> [Int] {
        let takes = try await store.takes(of: active.claim.job).filter { $0.recording.review?.isGap == true }
        let ids = Set(takes.map(\.id))
        guard !ids.isEmpty else { return [] }
        return try await store.segments(of: active.claim.job).filter { $0.takeID.map(ids.contains) == true }
            .map(\.ordinal)
    }

    private func note(gaps: [Int], by claim: Claim) async throws {
        let note = Diagnostic(
            .warning,
            code: "book.gaps",
            message: "A pause stands for \(gaps.count) of its segments, of which no take could be had "
                + "(segments \(Self.names(of: gaps))); see `qwen-batch report \(claim.job)` for the reasons."
        )
        try await store.add(note, by: claim)
    }

    /// Tells of the book's takes that were to be compared with their text and could not be.
    private func noteUntranscribedTakes(by claim: Claim) async throws {
        guard let reason = untranscribed.reason(of: claim.job) else { return }
        let takes = Dictionary(uniqueKeysWithValues: try await store.takes(of: claim.job).map { ($0.id, $0.recording) })
        let segments = try await store.segments(of: claim.job)
        let places = segments.filter { segment in
            let review = segment.takeID.flatMap { takes[$0] }?.review
            return review?.transcript == nil && review?.isGap != true
        }.map(\.ordinal)
        guard !places.isEmpty else { return }
        let note = Diagnostic(
            .warning,
            code: "take.notHeard",
            message: "\(places.count) of its \(segments.count) takes were measured and not compared with their text "
                + "(segments \(Self.names(of: places))): \(reason.message)"
        )
        try await store.add(note, by: claim)
    }

    /// One error that speaks for the segments that were set aside.
    private func failure(of job: Job) async throws -> BatchError {
        let failed = try await store.segments(of: job.id).filter { $0.state == .failed }
        let first = failed.first
        let reason = first?.error
        // What the engine refuses as it is, it refuses again.
        let isRefused = failed.allSatisfy { $0.error?.code == .synthesisRejected }
        let remedy =
            isRefused
            ? "The engine refuses these texts: enqueue again with another voice, or with `--again --gaps allow` for a "
                + "book with a pause in their place; see `qwen-batch report \(job.id)`."
            : "See `qwen-batch report \(job.id)` for each, then `qwen-batch retry \(job.id)`, or enqueue again with "
                + "`--again --gaps allow` for a book with a pause in their place; the rest is kept."
        return BatchError(
            reason?.code ?? .synthesisFailed,
            "\(failed.count) of \(job.progress.segments) segments got no take; "
                + "the first is number \(first?.ordinal ?? 0): \(reason?.message ?? "no reason is recorded.")",
            remedy: remedy,
            details: ["segments": failed.prefix(100).map { String($0.ordinal) }.joined(separator: ",")]
        )
    }
}

extension ErrorCode {
    /// Trouble with where one job's files go, which need not concern the next job.
    var isOutputTrouble: Bool {
        switch self {
        case .outputNotWritable, .outputDiskFull, .outputExists: true
        default: false
        }
    }
}

/// Remembers whose damaged takes were made again already: when that does not help, the disk itself is bad.
final class RepairLog: Sendable {
    private let jobs = NIOLockedValueBox<Set<Job.ID>>([])

    /// Notes a repair; false when the job had one before.
    func isFirst(of job: Job.ID) -> Bool {
        jobs.withLockedValue { $0.insert(job).inserted }
    }
}

/// Remembers of which jobs takes could not be transcribed, and why.
final class UntranscribedTakes: Sendable {
    private let reasons = NIOLockedValueBox<[Job.ID: BatchError]>([:])

    /// Notes why a take of a job could not be; false when the job had one before.
    func note(_ reason: BatchError, of job: Job.ID) -> Bool {
        reasons.withLockedValue { reasons in
            defer { reasons[job] = reasons[job] ?? reason }
            return reasons[job] == nil
        }
    }

    /// Why the first one could not be; nil when all could.
    func reason(of job: Job.ID) -> BatchError? { reasons.withLockedValue { $0[job] } }
}
