internal import AsyncAlgorithms
internal import Core
internal import Foundation
internal import LocalSystem
internal import Quality
internal import QueueStore

/// The work while an engine is online: a service that takes up jobs as they come.
///
/// One task claims jobs and hands out their segments, the most urgent first, as the engine has room for them; each segment gets
/// its take in a task of its own; and every job's takes are joined while the next are made. When nothing waits it sleeps until
/// something changes: a job is enqueued, retried or given back, here or by another process.
struct EngineSession: Sendable {
    let store: JobStore
    let synthesizer: any SpeechSynthesizer
    let configuration: RunConfiguration
    let runID: Run.ID
    let triage: CrashTriage
    let answerTimeout: AdaptiveTimeout
    let gate: TakeQualityGate
    let clock: RunClock
    private let repairs = RepairLog()
    private let keys = KeyedLock()
    private let untranscribed = UntranscribedTakes()
    private let load = SessionLoad()

    init(
        store: JobStore,
        synthesizer: any SpeechSynthesizer,
        configuration: RunConfiguration,
        runID: Run.ID,
        triage: CrashTriage,
        answerTimeout: AdaptiveTimeout,
        gate: TakeQualityGate,
        clock: RunClock
    ) {
        self.store = store
        self.synthesizer = synthesizer
        self.configuration = configuration
        self.runID = runID
        self.triage = triage
        self.answerTimeout = answerTimeout
        self.gate = gate
        self.clock = clock
    }

    /// A segment on its way to its take.
    private struct WorkItem: Sendable {
        var active: ActiveJob
        var segment: Segment
    }

    /// Segments claimed at a time for each request, so that a claim's transaction serves several.
    private static let claimsPerRequest = 4
    /// How many jobs may be open at once; most of them only wait for transcripts.
    private static let openJobs = 256
    /// How many books of a priority may be joined at once: each holds files and a block of samples, as long as its takes wait
    /// for their transcripts.
    static let openBooks = 8
    /// How often it is looked which claims still hold.
    private static let claimInterval = Duration.milliseconds(500)
    /// Takes that may wait for being transcribed: hours of speech, for a few kilobytes of memory each.
    private static let takesToTranscribe = 2_048

    /// Works until the session is idle, where that ends it.
    ///
    /// - Throws: `BatchError` of the store or the sidecar, and `CancellationError`; what is claimed stays claimed then.
    func run() async throws {
        try await trySuspects()
        let items = AsyncChannel<WorkItem>()
        let opened = AsyncChannel<ActiveJob>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer {
                    items.finish()
                    opened.finish()
                }
                try await dispatch(items: items, opened: opened)
            }
            group.addTask { try await assemble(opened) }
            group.addTask { try await speak(items) }
            // Not waitForAll, which would let the others go on after the first error.
            for try await _ in group {}
        }
        try Task.checkCancellation()
    }
}

// MARK: - Dispatch

extension EngineSession {
    /// A job whose segments are being handed out, and those of them that are claimed already.
    private struct HandOut {
        let active: ActiveJob
        var segments: ArraySlice<Segment> = []
    }

    private func dispatch(items: AsyncChannel<WorkItem>, opened: AsyncChannel<ActiveJob>) async throws {
        try await store.withChanges { changes in
            var wakeUps = merge(changes, load.changes).makeAsyncIterator()
            // The most urgent job last, of equal ones the oldest.
            var jobs: [HandOut] = []
            while true {
                try Task.checkCancellation()
                // Looked at before the store: a job that closes meanwhile may have been given back.
                let isIdle = load.isEmpty
                if load.speaking < requests, try await takeUp(&jobs, opened: opened) {
                    if let item = try await nextItem(of: &jobs) {
                        await item.active.handOut()
                        load.begin(item.active.job.priority)
                        await items.send(item)
                        continue
                    }
                    // All of it is handed out: the next job at once.
                    if jobs.isEmpty { continue }
                } else if isIdle, jobs.isEmpty, configuration.exitsWhenIdle,
                    try await !store.hasWork(for: runID)
                {
                    return
                }
                _ = await wakeUps.next()
            }
        }
    }

    /// Claims jobs as long as one waits that is more urgent than what is being handed out.
    ///
    /// - Returns: Whether there is anything to hand out.
    private func takeUp(_ jobs: inout [HandOut], opened: AsyncChannel<ActiveJob>) async throws -> Bool {
        while load.jobs < Self.openJobs,
            let job = try await store.claimJob(for: runID, above: jobs.last?.active.job.priority)
        {
            guard let active = try await activate(job) else { continue }
            load.open(active)
            jobs.append(HandOut(active: active))
            await opened.send(active)
        }
        return !jobs.isEmpty
    }

    /// The next segment of the most urgent job that has one; jobs that have none left are taken out.
    ///
    /// - Returns: Nil when there is none, or when too many of that priority wait for their transcripts.
    private func nextItem(of jobs: inout [HandOut]) async throws -> WorkItem? {
        while let last = jobs.indices.last {
            let active = jobs[last].active
            guard load.waiting(atLeast: active.job.priority) < workers else { return nil }
            if await active.isOver {
                jobs[last].segments = []
            } else if jobs[last].segments.isEmpty {
                let limit = requests * Self.claimsPerRequest
                jobs[last].segments = try await store.claimSegments(active.claim, limit: limit)[...]
            }
            if let segment = jobs[last].segments.popFirst() { return WorkItem(active: active, segment: segment) }
            jobs.removeLast()
            await active.allHandedOut()
        }
        return nil
    }

    /// Settles what a claimed job asks for; nil for one that cannot be spoken as it is, or is not held any more.
    private func activate(_ job: Job) async throws -> ActiveJob? {
        guard let claim = job.claim else { preconditionFailure("a claimed job has a claim") }
        do {
            let settings = try JobSettings(job, run: configuration, capabilities: synthesizer.capabilities)
            guard let job = try await reopenOutdatedSegments(of: job, claim, settings: settings) else { return nil }
            let active = ActiveJob(job: job, claim: claim, settings: settings)
            if settings.ignoresInstructions { try await noteIgnoredInstructions(by: claim) }
            try await noteMissingTranscriber(of: active)
            return active
        } catch let error as BatchError where [.synthesisRejected, .profileInvalid].contains(error.code) {
            try await store.stop(claim, error: error)
            return nil
        }
    }

    /// A profile that changed since the last run changes the whole book: what was spoken otherwise is spoken again.
    private func reopenOutdatedSegments(of job: Job, _ claim: Claim, settings: JobSettings) async throws -> Job? {
        guard job.progress.segmentsDone > 0 else { return job }
        let takes = Dictionary(
            uniqueKeysWithValues: try await store.takes(of: job.id).map { ($0.id, $0.recording) }
        )
        let outdated = try await store.segments(of: job.id).filter { segment in
            guard let take = segment.takeID.flatMap({ takes[$0] }) else { return false }
            // A pause in the place of a text stands as long as it may.
            if take.review?.isGap == true { return settings.gaps != .allow }
            return lacksTranscript(take, settings)
                || !settings.fits(
                    take.key,
                    for: segment,
                    attempts: configuration.attempts,
                    capabilities: synthesizer.capabilities
                )
        }
        return outdated.isEmpty ? job : try await store.reopen(segments: outdated.map(\.id), by: claim)
    }

    /// Whether a take is to be checked more closely than it was.
    private func lacksTranscript(_ take: NewTake, _ settings: JobSettings) -> Bool {
        guard gate.isThorough else { return false }
        guard let review = take.review else { return true }
        let language = synthesizer.capabilities.language(settings.language, of: settings.voice)
        return review.transcript == nil && transcriber?.knows(language) == true
    }

    private func noteIgnoredInstructions(by claim: Claim) async throws {
        let note = Diagnostic(
            .warning,
            code: "voice.instructionsIgnored",
            message: "The model \(synthesizer.capabilities.model) does not follow instructions; it spoke without them."
        )
        try await store.add(note, by: claim)
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
        try await store.add(note, by: active.claim)
    }
}

// MARK: - Speak

extension EngineSession {
    /// After a crash, what was being spoken then is spoken alone, once the new sidecar has shown that it can speak.
    private func trySuspects() async throws {
        guard !triage.isEmpty else { return }
        let recorder = recorder
        try await recorder.confirmSpeech(since: clock.now)
        try await triage.tryAlone { request in
            do {
                try await recorder.probe(request)
            } catch let error as BatchError where error.code.blame == .job {
                // Whether it is spoken well is for the attempts to come.
            }
        }
    }

    /// Requests in flight at once.
    private var requests: Int { configuration.workers ?? synthesizer.capabilities.maxConcurrency * 2 }

    private var transcriber: (any SpeechTranscriber)? {
        configuration.checks.verification == .transcript ? synthesizer.transcriber : nil
    }

    /// Segments worked on at once: an engine that is faster than its takes are transcribed must not wait for that.
    private var workers: Int { transcriber == nil ? requests : requests + Self.takesToTranscribe }

    private var recorder: TakeRecorder {
        TakeRecorder(
            synthesizer: synthesizer,
            files: TakeFiles(folder: configuration.takesFolder),
            timeout: answerTimeout,
            gate: gate,
            clock: clock
        )
    }

    /// Works off all items, and enters what was spoken also when the work is cut short.
    private func speak(_ items: AsyncChannel<WorkItem>) async throws {
        let pipeline = TakePipeline(
            store: store,
            recorder: recorder,
            gate: gate,
            transcription: transcriber.map { TakeTranscription($0, gate: gate) },
            untranscribed: untranscribed,
            buffer: TakeWriteBuffer(store: store, clock: clock),
            keys: keys,
            engine: PrioritySemaphore(places: requests),
            triage: triage,
            attempts: configuration.attempts,
            pauses: configuration.pauses,
            backoff: .exponentialJitter(),
            clock: clock
        )
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pipeline.buffer.keepFlushing() }
                group.addTask { try await watchClaims() }
                group.addTask {
                    try await Self.forEach(of: items) { item in try await process(item, through: pipeline) }
                }
                // The others never end by themselves.
                try await group.next()
                group.cancelAll()
            }
        } catch {
            // What was spoken is kept if it can be; the first error tells more than a second one.
            try? await pipeline.buffer.flush()
            throw error
        }
        try await pipeline.buffer.flush()
    }

    /// Looks again and again which jobs were cancelled, removed or taken over, so that they give their places up at once.
    private func watchClaims() async throws {
        while true {
            try await clock.sleep(for: Self.claimInterval)
            let open = load.openJobs
            let held = try await store.claims(of: runID)
            for active in open where !held.contains(active.claim) { await active.lose() }
        }
    }

    private func process(_ item: WorkItem, through pipeline: TakePipeline) async throws {
        let request = load.request()
        defer {
            request.end()
            load.end(item.active.job.priority)
        }
        var isEntered = false
        do {
            if await !item.active.isOver {
                isEntered = try await pipeline.process(item.segment, of: item.active) { request.end() }
            }
        } catch is LostClaim {
            await item.active.lose()
        } catch let error as BatchError where error.code.isOutputTrouble {
            await item.active.fail(error)
        }
        if isEntered {
            // The buffer takes back what it enters.
            try await pipeline.buffer.flush(ifAwaitedBy: item.active)
        } else {
            await item.active.takeBack()
        }
    }
}

// MARK: - Assemble

extension EngineSession {
    private func assemble(_ opened: AsyncChannel<ActiveJob>) async throws {
        let executor = BlockingExecutor()
        let assembly = JobAssembly(
            store: store,
            files: TakeFiles(folder: configuration.takesFolder),
            run: configuration,
            capabilities: synthesizer.capabilities,
            repairs: repairs,
            keys: keys,
            untranscribed: untranscribed,
            books: PrioritySemaphore(places: Self.openBooks, ignoresLessUrgent: true)
        )
        try await Self.forEach(of: opened, on: executor) { active in
            try await assembly.follow(active)
            load.close(active)
        }
    }

    /// Does something with each element of a channel, in a task of its own, until the channel is finished or one task fails.
    private static func forEach<Element: Sendable>(
        of channel: AsyncChannel<Element>,
        on executor: (any TaskExecutor)? = nil,
        _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await element in channel {
                group.addTask(executorPreference: executor) {
                    do {
                        try await body(element)
                    } catch {
                        // The error of one cancels the others, but not the loop.
                        channel.finish()
                        throw error
                    }
                }
            }
        }
    }
}

/// The claim on a job was lost while one of its segments was worked on.
struct LostClaim: Error {}
