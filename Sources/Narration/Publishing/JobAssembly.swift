internal import Audio
internal import Core
internal import Crypto
internal import Dispatch
internal import Foundation
internal import NIOConcurrencyHelpers

/// Joins a job's takes while they are made, and settles what became of the job.
struct JobAssembly {
    let store: JobStore
    let vault: TakeFiles
    let run: RunConfiguration
    let runID: Run.ID
    let capabilities: SpeechCapabilities
    let repairs: RepairLog
    let desk: KeyedLock
    let unheard: UntranscribedTakes
    let observe: @Sendable (RunEvent) async -> Void

    /// How many segments are read from the store at a time.
    private static let batch = 16

    /// Follows a job to its end.
    ///
    /// - Returns: The job as it stands then; *queued* when some of its takes were found damaged and are to be made again.
    /// - Throws: Errors of the store, and `CancellationError`.
    func follow(_ active: ActiveJob) async throws -> Job {
        let sealed = try await store.sealedBook(of: active.job.id)
        if let sealed, try await complete(active, with: sealed) { return try await store.job(active.job.id) }
        var assembler: BookAssembler?
        var next = 1
        do {
            assembler = try BookAssembler(configuration: configuration(of: active, sealed: sealed))
        } catch let error as BatchError {
            await active.fail(error)
        }
        var signals = active.progress.makeAsyncIterator()
        var isOver = false
        while !isOver {
            // Once more after the last signal, for what was done since.
            isOver = await signals.next() == nil
            try Task.checkCancellation()
            guard let open = assembler else { continue }
            do {
                next = try await append(to: open, of: active, from: next)
                if isOver { try await render(open, of: active, next: next) }
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                open.discard()
                assembler = nil
                await active.fail(error)
            }
        }
        return try await settle(active, assembler: assembler, next: next)
    }

    /// Completes a job whose files had got their names already when its last run was killed.
    ///
    /// - Returns: False when there is something left to make.
    private func complete(_ active: ActiveJob, with sealed: SealedBook) async throws -> Bool {
        let job = try await store.job(active.job.id)
        guard job.progress.segmentsDone == job.progress.segments, sealed.isPublished,
            sealed.files.first?.path == active.settings.book.path
        else { return false }
        try await complete(job.id, sealed)
        return true
    }

    private func complete(_ job: Job.ID, _ sealed: SealedBook) async throws {
        try await store.complete(
            job: job,
            outputs: sealed.files.map(\.path),
            audioSeconds: sealed.audioSeconds,
            chapterStarts: sealed.chapterStarts
        )
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

    /// Appends every take that follows without a gap.
    ///
    /// - Returns: The ordinal of the first segment that is not appended yet.
    private func append(to assembler: BookAssembler, of active: ActiveJob, from first: Int) async throws -> Int {
        var next = first
        while true {
            // A job that was cancelled or cannot succeed any more is not worth its encoding.
            let job = try await store.job(active.job.id)
            guard await active.failure == nil, isHeld(job, as: active) else { return next }
            let playable = try await store.playableSegments(of: active.job.id, from: next, limit: Self.batch)
            for segment in playable {
                // What is joined after a stop would only be thrown away.
                try Task.checkCancellation()
                try await append(segment, to: assembler, of: active)
                next = segment.ordinal + 1
            }
            if playable.count < Self.batch { return next }
        }
    }

    /// Renders what waited for its gain, when every segment is there.
    private func render(_ assembler: BookAssembler, of active: ActiveJob, next: Int) async throws {
        let job = try await store.job(active.job.id)
        guard await active.failure == nil, isHeld(job, as: active), next == job.progress.segments + 1 else { return }
        do {
            try assembler.render { try Task.checkCancellation() }
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            try await forgetDamagedTakes(of: active, checkedBy: assembler)
            throw error
        }
    }

    /// Whether it is still this claim of the job: one that was cancelled and retried is claimed anew.
    private func isHeld(_ job: Job, as active: ActiveJob) -> Bool {
        job.state == .running && job.runID == runID && job.attempts == active.job.attempts
    }

    private func append(_ segment: PlayableSegment, to assembler: BookAssembler, of active: ActiveJob) async throws {
        guard let file = segment.take.file else { preconditionFailure("an accepted take has a file") }
        do {
            try assembler.append(
                take: vault.url(of: file),
                checksum: segment.take.checksum,
                origin: TakeOrigin(segment: segment.ordinal, key: segment.take.key, seed: segment.take.seed),
                chapter: segment.chapter,
                chapterTitle: segment.chapterTitle,
                boundary: segment.boundary
            )
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            try await forgetDamagedTakes(of: active, checkedBy: assembler)
            throw error
        }
    }

    /// Where one take was damaged since it was recorded, others may be; they are all made again.
    private func forgetDamagedTakes(of active: ActiveJob, checkedBy assembler: BookAssembler) async throws {
        try vault.confirm()
        let takes = Dictionary(
            uniqueKeysWithValues: try await store.takes(of: active.job.id).map { ($0.id, $0.recording) }
        )
        var damaged: [Int] = []
        for segment in try await store.segments(of: active.job.id) {
            try Task.checkCancellation()
            guard let take = segment.takeID.flatMap({ takes[$0] }), let error = try damage(of: take, assembler) else {
                continue
            }
            try await desk.withKey(take.key) {
                // Another job may have found it, too, and have had it made anew by now.
                guard let current = try await store.acceptedTake(key: take.key)?.recording, let file = current.file,
                    try damage(of: current, assembler) != nil
                else { return }
                try await store.discardTake(key: take.key)
                vault.remove([file])
            }
            damaged.append(segment.ordinal)
            await observe(.takeDamaged(job: active.job.id, segment: segment.ordinal, error: error))
        }
        guard !damaged.isEmpty else { return }
        let places = damaged.prefix(10).map(String.init).joined(separator: ", ")
        let note = Diagnostic(
            .warning,
            code: "take.damaged",
            message: "\(damaged.count) of its takes were damaged on the disk and made again (segments \(places)"
                + "\(damaged.count > 10 ? " …" : "")); have a look at that disk."
        )
        try await store.add(note, to: active.job.id)
    }

    /// What is wrong with the file of a take; nil where nothing is.
    private func damage(of take: NewTake, _ assembler: BookAssembler) throws -> BatchError? {
        guard let file = take.file else { return nil }
        do {
            try assembler.check(take: vault.url(of: file), checksum: take.checksum)
            return nil
        } catch let error as BatchError where error.code == .synthesisBadAudio {
            return error
        }
    }

    private func settle(_ active: ActiveJob, assembler: BookAssembler?, next: Int) async throws -> Job {
        let job = try await store.job(active.job.id)
        guard isHeld(job, as: active) else {
            assembler?.discard()
            return job
        }
        if let error = await active.failure {
            assembler?.discard()
            if error.code == .synthesisBadAudio, repairs.isFirst(of: job.id) {
                // Back to the queue, and soon here again: only what was forgotten is made.
                try await store.release(job: job.id)
            } else {
                try await store.stop(job: job.id, error: error)
            }
        } else if let assembler, next == job.progress.segments + 1 {
            do {
                let sealed = try assembler.seal(try await facts(of: active))
                try await store.seal(job: job.id, book: sealed)
                for diagnostic in assembler.diagnostics { try await note(diagnostic, of: job.id) }
                try await noteUnheardTakes(of: job.id)
                try assembler.publish()
                try await complete(job.id, sealed)
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                assembler.discard()
                try await store.stop(job: job.id, error: error)
            }
        } else {
            assembler?.discard()
            if job.progress.segmentsFailed == 0, repairs.isFirst(of: job.id) {
                // Another job found a take damaged that both use.
                try await store.release(job: job.id)
            } else {
                try await store.stop(job: job.id, error: try await setAsideError(job))
            }
        }
        // What became of it is told also when the work is being cut short.
        let (id, store) = (job.id, store)
        return try await Task { try await store.job(id) }.value
    }

    /// One error that speaks for the segments that were set aside.
    private func setAsideError(_ job: Job) async throws -> BatchError {
        let failed = try await store.segments(of: job.id).filter { $0.state == .failed }
        let first = failed.first
        let reason = first?.error
        return BatchError(
            reason?.code ?? .synthesisFailed,
            "\(failed.count) of \(job.progress.segments) segments got no take; "
                + "the first is number \(first?.ordinal ?? 0): \(reason?.message ?? "no reason is recorded.")",
            remedy: "See `qwen-batch report \(job.id)` for each, then `qwen-batch retry \(job.id)`; the rest is kept.",
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

extension JobAssembly {
    /// What the manifest tells beside the audio.
    func facts(of active: ActiveJob) async throws -> BookFacts {
        let segments = try await store.segments(of: active.job.id)
        let texts = segments.map { segment in
            (segment.ordinal, BookFacts.Text(sha256: Self.digest(of: segment.text), range: segment.range))
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

    func note(_ diagnostic: Diagnostic, of job: Job.ID) async throws {
        try await store.add(diagnostic, to: job)
        await observe(.noted(job: job, diagnostic))
    }

    private static func digest(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }
}

extension JobAssembly {
    /// How many segments a finding names.
    private static let named = 10

    /// Tells of the book's takes that were to be compared with their text and could not be.
    func noteUnheardTakes(of job: Job.ID) async throws {
        guard let reason = unheard.reason(of: job) else { return }
        let takes = Dictionary(uniqueKeysWithValues: try await store.takes(of: job).map { ($0.id, $0.recording) })
        let segments = try await store.segments(of: job)
        let places = segments.filter { $0.takeID.flatMap { takes[$0] }?.review?.transcript == nil }.map(\.ordinal)
        guard !places.isEmpty else { return }
        let names = places.prefix(Self.named).map(String.init).joined(separator: ", ")
        let note = Diagnostic(
            .warning,
            code: "take.notHeard",
            message: "\(places.count) of its \(segments.count) takes were measured and not compared with their text "
                + "(segments \(names)\(places.count > Self.named ? " …" : "")): \(reason.message)"
        )
        try await self.note(note, of: job)
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

/// Remembers of which jobs takes could not be written down, and why.
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

/// Runs tasks that block on disks and encoders on threads of their own, so that those which feed the engine never wait.
final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "qwen-batch.assembly", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
