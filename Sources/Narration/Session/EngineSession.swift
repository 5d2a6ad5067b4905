internal import AsyncAlgorithms
internal import Core
internal import Foundation

/// The work between a sidecar coming online and the queue being drained.
///
/// One task claims jobs and hands out their segments, a bounded pool of workers gets them spoken, and every job's takes
/// are joined while the next are made.
struct EngineSession: Sendable {
    let store: JobStore
    let synthesizer: any SpeechSynthesizer
    let configuration: RunConfiguration
    let runID: Run.ID
    let suspects: CrashTriage
    let patience: AnswerPatience
    let examiner: TakeExaminer
    let observe: @Sendable (RunEvent) async -> Void
    private let repairs = RepairLog()
    private let desk = KeyedLock()
    private let unheard = UntranscribedTakes()

    /// A segment on its way to a worker.
    private struct WorkItem: Sendable {
        var active: ActiveJob
        var segment: Segment
    }

    /// Segments claimed at a time for each request, so that a claim's transaction serves several.
    private static let claimsPerRequest = 4

    /// How many jobs may be open at once: more would hold files open whose encoding lags behind the engine.
    private static let openJobs = 8

    /// Works until nothing is left to claim.
    ///
    /// - Throws: `BatchError` of the store or the sidecar, and `CancellationError`; what is claimed stays claimed then.
    func work() async throws {
        try await trySuspects()
        let items = AsyncChannel<WorkItem>()
        let opened = AsyncChannel<ActiveJob>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer {
                    items.finish()
                    opened.finish()
                }
                try await dispatch(items: items, opened: opened, batch: requests * Self.claimsPerRequest)
            }
            group.addTask { try await assemble(opened) }
            group.addTask { try await speak(items) }
            // Not waitForAll, which would let the others go on after the first error.
            for try await _ in group {}
        }
        try Task.checkCancellation()
    }

    private func dispatch(items: AsyncChannel<WorkItem>, opened: AsyncChannel<ActiveJob>, batch: Int) async throws {
        while let job = try await store.claimJob(for: runID) {
            try Task.checkCancellation()
            let active: ActiveJob
            do {
                let settings = try JobSettings(job, run: configuration, capabilities: synthesizer.capabilities)
                try await reopenOutdatedSegments(of: job, settings: settings)
                active = ActiveJob(job: job, settings: settings)
            } catch let error as BatchError where [.synthesisRejected, .profileInvalid].contains(error.code) {
                try await store.stop(job: job.id, error: error)
                await observe(.jobEnded(try await store.job(job.id)))
                continue
            }
            await observe(.jobStarted(job))
            if active.settings.ignoresInstructions { try await noteIgnoredInstructions(of: job.id) }
            try await noteMissingTranscriber(of: active)
            await opened.send(active)
            while await active.failure == nil {
                let segments = try await store.claimSegments(of: job.id, run: runID, limit: batch)
                if segments.isEmpty { break }
                for segment in segments {
                    await active.handOut()
                    await items.send(WorkItem(active: active, segment: segment))
                    try Task.checkCancellation()
                }
            }
            await active.allHandedOut()
        }
    }

    /// After a crash, what was being spoken then is spoken alone, once the new sidecar has shown that it can speak.
    private func trySuspects() async throws {
        guard !suspects.isEmpty else { return }
        let recorder = recorder
        try await recorder.confirmSpeech(since: .now)
        try await suspects.tryAlone { request in
            do {
                try await recorder.rehearse(request)
            } catch let error as BatchError where error.code.blame == .job {
                // Whether it is spoken well is for the attempts to come.
            }
        }
    }

    /// Requests in flight at once.
    private var requests: Int { configuration.workers ?? synthesizer.capabilities.maxConcurrency * 2 }

    /// Segments worked on at once: an engine that is faster than who listens to its takes must not wait for that.
    private var workers: Int {
        transcripts == nil ? requests : requests + Self.takesToBeHeard
    }

    /// Takes that may wait for being listened to: hours of speech, for a few kilobytes of memory each.
    private static let takesToBeHeard = 2_048

    private var transcripts: TranscriptCheck? {
        guard configuration.checks.verification == .transcript else { return nil }
        return synthesizer.transcriber.map { TranscriptCheck($0, limits: configuration.checks.transcriptLimits) }
    }

    private var recorder: TakeRecorder {
        TakeRecorder(
            synthesizer: synthesizer,
            vault: TakeFiles(folder: configuration.takesFolder),
            patience: patience,
            examiner: examiner
        )
    }

    private func noteIgnoredInstructions(of job: Job.ID) async throws {
        let note = Diagnostic(
            .warning,
            code: "voice.instructionsIgnored",
            message: "The model \(synthesizer.capabilities.model) does not follow instructions; it spoke without them."
        )
        try await store.add(note, to: job)
        await observe(.noted(job: job, note))
    }

    /// Where transcripts are wanted and cannot be had, takes are measured only.
    private func noteMissingTranscriber(of active: ActiveJob) async throws {
        guard configuration.checks.verification == .transcript else { return }
        let language = synthesizer.capabilities.language(active.settings.language, of: active.settings.voice)
        guard synthesizer.transcriber?.knows(language) != true else { return }
        let reason =
            synthesizer.transcriptionTrouble
            ?? synthesizer.transcriber.map { transcriber in
                language.map { "\(transcriber.model) does not know the language \($0)." }
                    ?? "\(transcriber.model) has to be told the language; set voice.language or `enqueue --language`."
            } ?? "nothing here transcribes."
        let note = Diagnostic(
            .warning,
            code: "check.acousticOnly",
            message: "Its takes are measured, not compared with their text: \(reason)"
        )
        try await store.add(note, to: active.job.id)
        await observe(.noted(job: active.job.id, note))
    }

    /// A profile that changed since the last run changes the whole book: what was spoken otherwise is spoken again.
    private func reopenOutdatedSegments(of job: Job, settings: JobSettings) async throws {
        guard job.progress.segmentsDone > 0 else { return }
        let takes = Dictionary(
            uniqueKeysWithValues: try await store.takes(of: job.id).map { ($0.id, $0.recording) }
        )
        let outdated = try await store.segments(of: job.id).filter { segment in
            guard let take = segment.takeID.flatMap({ takes[$0] }) else { return false }
            return isUnheard(take, settings)
                || !settings.fits(
                    take.key,
                    for: segment,
                    attempts: configuration.attempts,
                    capabilities: synthesizer.capabilities
                )
        }
        if !outdated.isEmpty { try await store.reopen(segments: outdated.map(\.id)) }
    }

    /// Whether a take is to be listened to more closely than it was.
    private func isUnheard(_ take: NewTake, _ settings: JobSettings) -> Bool {
        guard examiner.isThorough else { return false }
        guard let review = take.review else { return true }
        let language = synthesizer.capabilities.language(settings.language, of: settings.voice)
        return review.transcript == nil && transcripts?.knows(language) == true
    }

    /// Works off all items, and enters what was spoken also when the work is cut short.
    private func speak(_ items: AsyncChannel<WorkItem>) async throws {
        let ledger = TakeWriteBuffer(store: store, observe: observe)
        let transcripts = transcripts
        let maker = TakeMaker(
            store: store,
            recorder: recorder,
            ledger: ledger,
            examiner: examiner,
            transcripts: transcripts,
            unheard: unheard,
            engine: PrioritySemaphore(places: requests),
            suspects: suspects,
            pauses: configuration.pauses,
            observe: observe
        )
        let worker = SegmentWorker(
            store: store,
            maker: maker,
            desk: desk,
            attempts: configuration.attempts,
            backoff: .exponentialJitter(),
            observe: observe
        )
        do {
            try await speak(items, worker: worker)
        } catch {
            // What was spoken is kept if it can be; the first error tells more than a second one.
            try? await ledger.flush()
            throw error
        }
        try await ledger.flush()
    }

    private func speak(_ items: AsyncChannel<WorkItem>, worker: SegmentWorker) async throws {
        let workers = workers
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.maker.ledger.keepFlushing() }
            for _ in 0..<workers {
                group.addTask {
                    for await item in items { try await speak(item, worker: worker) }
                }
            }
            // The one that never ends by itself is the ledger's.
            for _ in 0..<workers { try await group.next() }
            group.cancelAll()
        }
    }

    private func speak(_ item: WorkItem, worker: SegmentWorker) async throws {
        var isEntered = false
        do {
            if await item.active.failure == nil {
                isEntered = try await worker.work(on: item.segment, of: item.active)
            }
        } catch let error as BatchError where error.code.isOutputTrouble {
            await item.active.fail(error)
        }
        if isEntered {
            // The ledger takes back what it enters.
            try await worker.maker.ledger.flush(ifAwaitedBy: item.active)
        } else {
            await item.active.takeBack()
        }
    }

    private func assemble(_ opened: AsyncChannel<ActiveJob>) async throws {
        let executor = BlockingExecutor()
        let assembly = JobAssembly(
            store: store,
            vault: TakeFiles(folder: configuration.takesFolder),
            run: configuration,
            runID: runID,
            capabilities: synthesizer.capabilities,
            repairs: repairs,
            desk: desk,
            unheard: unheard,
            observe: observe
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            var open = 0
            for await active in opened {
                if open >= Self.openJobs {
                    try await group.next()
                    open -= 1
                }
                open += 1
                group.addTask(executorPreference: executor) {
                    let job = try await assembly.follow(active)
                    if job.state != .queued { await observe(.jobEnded(job)) }
                }
            }
            for try await _ in group {}
        }
    }
}
