package import Core
package import Foundation
internal import LocalSystem
package import Logging
internal import Quality
package import QueueStore

/// Works the queue off: brings the speech endpoint up when there is something to do, and takes it down again.
///
/// What happens is in the store's events, for whoever shows it.
package struct RunService: Sendable {
    private let store: JobStore
    private let host: any SpeechHost
    private let configuration: RunConfiguration
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let clock: RunClock

    package init(
        store: JobStore,
        host: any SpeechHost,
        configuration: RunConfiguration,
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        clock: RunClock = .system
    ) {
        self.store = store
        self.host = host
        self.configuration = configuration
        self.logger = logger
        self.now = now
        self.clock = clock
    }

    /// Runs until the queue is drained, the deadline comes, `stopRequests` yields, or the task is cancelled.
    ///
    /// - Parameters:
    ///   - process: The process of the run, by which others know whether it lives.
    ///   - stopRequests: Yields when the run is to stop.
    ///   - begin: Learns the number of the run when it has begun.
    /// - Returns: How it ended.
    /// - Throws: `BatchError` when the store itself cannot be used; everything else is in the summary.
    package func run(
        process: ProcessIdentity,
        stopRequests: AsyncStream<Void>,
        begin: @Sendable (Run.ID) -> Void = { _ in }
    ) async throws -> RunSummary {
        try await backUp()
        let runID = try await store.beginRun(profile: configuration.profile, process: process)
        begin(runID)
        let files = TakeFiles(folder: configuration.takesFolder)
        try await BlockingWork.run { files.removeAbandoned() }
        let watch = RunWatch(silenceLimit: configuration.heartbeat * Self.heartbeatsMissed)
        watch.note(try await store.endDeadRuns(silent: [:]), now: clock.now)
        let ending = await withTaskGroup(of: Ending?.self) { group in
            group.addTask { await work(runID: runID, watch: watch) }
            group.addTask { await stop(on: stopRequests) }
            group.addTask { await keepAlive(runID, watch: watch) }
            if let deadline = configuration.deadline {
                group.addTask { await stop(at: deadline) }
            }
            var ending: Ending?
            while ending == nil, let next = await group.next() { ending = next }
            if case .stopped(let reason) = ending { await tell(.runStopping(reason), runID) }
            group.cancelAll()
            await group.waitForAll()
            // Only work that is through ends without a word; all else was cancelled from outside.
            return ending ?? .stopped(.cancelled)
        }
        return try await finish(runID, ending)
    }

    /// Records how the run ended, also when its task is cancelled.
    private func finish(_ runID: Run.ID, _ ending: Ending) async throws -> RunSummary {
        try await Task {
            try await store.releaseWork(of: runID)
            let totals = try await store.run(runID)?.totals ?? RunTotals()
            // What a night was spent on is worth a copy of its own.
            try await backUp(evenIfRecent: totals != RunTotals())
            let summary = RunSummary(runID: runID, ending: ending, totals: totals)
            try await store.endRun(
                runID,
                state: summary.state,
                exitCode: Int(summary.exitStatus.rawValue),
                error: summary.error
            )
            return summary
        }.value
    }
}

extension RunService {
    enum Ending: Sendable {
        case drained
        case stopped(StopReason)
        case failed(BatchError)
    }

    /// How many heartbeats a run of another machine may miss before its work is taken over.
    private static let heartbeatsMissed = 4

    /// Does all there is to do; nil when it was cancelled meanwhile.
    private func work(runID: Run.ID, watch: RunWatch) async -> Ending? {
        do {
            repeat {
                try await drain(runID: runID)
            } while try await mayGetMore(from: watch, runID: runID)
            return .drained
        } catch let error as BatchError {
            return .failed(await block(error, runID: runID))
        } catch {
            // A cancellation that nobody asked for would leave the run alive with nothing to do.
            if Task.isCancelled { return nil }
            let wrapped = BatchError(
                .internalError,
                "The run ended with an unexpected error: \(error).",
                remedy: "Run again to go on where it stopped; if it happens again, report it as a bug."
            )
            return .failed(await block(wrapped, runID: runID))
        }
    }

    /// Waits for more work where that is the policy, and for the jobs of a run that cannot be seen, until it ends them or
    /// is known to be dead.
    private func mayGetMore(from watch: RunWatch, runID: Run.ID) async throws -> Bool {
        if !configuration.exitsWhenIdle {
            try await store.withChanges { changes in
                var wakeUps = changes.makeAsyncIterator()
                while try await !store.hasWork(for: runID) {
                    await wakeUps.next()
                    try Task.checkCancellation()
                }
            }
            return true
        }
        while watch.isWaiting {
            try await clock.sleep(for: configuration.heartbeat / 4)
            if try await store.hasWork(for: runID) { return true }
        }
        return try await store.hasWork(for: runID)
    }

    /// Brings the endpoint up as often as it takes, as long as there is work.
    private func drain(runID: Run.ID) async throws {
        let recorder = SessionRecorder(store: store, runID: runID, now: now)
        let backoff = Backoff.exponentialJitter(base: .seconds(1))
        let triage = CrashTriage()
        let checks = configuration.checks
        let gate = TakeQualityGate(
            checks.verification,
            limits: checks.limits,
            transcriptLimits: checks.transcriptLimits
        )
        var failuresInARow = 0
        var causesInARow = 0
        while try await store.hasWork(for: runID) {
            let doneBefore = try await segmentsDone(in: runID)
            do {
                try await serve(runID: runID, recorder: recorder, triage: triage, gate)
                failuresInARow = 0
            } catch let error as BatchError {
                guard error.isWorthRestarting(onceOnline: await recorder.hasBeenOnline) else { throw error }
                try await store.releaseWork(of: runID)
                let cause = error.isDeath ? triage.noteCrash() : nil
                if let cause { triage.exclude(cause, Self.fatal(cause, error)) }
                let gotOn = try await segmentsDone(in: runID) > doneBefore
                // One text after another that it dies of, and nothing done between them: it is not the texts.
                causesInARow = gotOn ? 0 : causesInARow + (cause == nil ? 0 : 1)
                failuresInARow = gotOn || cause != nil ? 1 : failuresInARow + 1
                guard max(causesInARow, failuresInARow) <= configuration.restarts else { throw error }
                logger.warning("Sidecar is started again", metadata: ["error": "\(error.code.rawValue)"])
                await tell(.sidecarRestarting(attempt: failuresInARow, of: configuration.restarts), runID)
                try await clock.sleep(for: backoff.delay(afterAttempt: failuresInARow - 1))
            }
        }
    }

    private func segmentsDone(in runID: Run.ID) async throws -> Int {
        try await store.run(runID)?.totals.segmentsDone ?? 0
    }

    /// The error of a segment that the sidecar died of when it spoke nothing else.
    private static func fatal(_ segment: Segment, _ death: BatchError) -> BatchError {
        BatchError(
            .synthesisFailed,
            "The sidecar died when it spoke this text, twice, the second time with nothing else to do: \(death.message)",
            remedy: "Change the text, or update the engine; then `qwen-batch retry \(segment.jobID)`.",
            details: death.details
        )
    }

    private func serve(
        runID: Run.ID,
        recorder: SessionRecorder,
        triage: CrashTriage,
        _ gate: TakeQualityGate
    ) async throws {
        try await host.withSynthesizer { event in
            do {
                try await recorder.note(event)
            } catch {
                logger.warning("Sidecar session was not recorded", metadata: ["error": "\(error)"])
            }
        } body: { synthesizer in
            try await store.remember(synthesizer.capabilities)
            let session = EngineSession(
                store: store,
                synthesizer: synthesizer,
                configuration: configuration,
                runID: runID,
                triage: triage,
                answerTimeout: AdaptiveTimeout(base: configuration.responseTimeout, clock: clock),
                gate: gate,
                clock: clock
            )
            try await session.run()
        }
    }

    /// Tells every waiting job what keeps it waiting.
    private func block(_ error: BatchError, runID: Run.ID) async -> BatchError {
        do {
            try await store.releaseWork(of: runID)
            _ = try await store.blockWaitingJobs(error: error, run: runID)
        } catch let second {
            logger.error("Waiting jobs were not marked as blocked", metadata: ["error": "\(second)"])
        }
        return error
    }

    private func stop(on requests: AsyncStream<Void>) async -> Ending? {
        for await _ in requests { return .stopped(.signal) }
        return nil
    }

    /// Looks at the clock again and again: one long sleep would not notice that the machine slept.
    private func stop(at deadline: Date) async -> Ending? {
        while !Task.isCancelled {
            let left = deadline.timeIntervalSince(now())
            if left <= 0 { return .stopped(.deadline) }
            try? await clock.sleep(for: .seconds(min(left, 20)))
        }
        return nil
    }

    /// Gives a sign of life again and again, and looks for those of other runs.
    private func keepAlive(_ runID: Run.ID, watch: RunWatch) async -> Ending? {
        while !Task.isCancelled {
            try? await clock.sleep(for: configuration.heartbeat)
            do {
                guard try await store.heartbeat(run: runID) else { return .failed(Self.overtaken) }
                let silent = watch.silent(now: clock.now)
                watch.note(try await store.endDeadRuns(silent: silent), now: clock.now)
                try await backUp()
            } catch let error as BatchError where error.code == .storeCorrupt {
                return .failed(error)
            } catch {
                if Task.isCancelled { break }
                logger.warning("Heartbeat was not recorded", metadata: ["error": "\(error)"])
            }
        }
        return nil
    }

    /// Makes a backup when one is due; a queue that is damaged is not worked on, one that cannot be copied is.
    private func backUp(evenIfRecent: Bool = false) async throws {
        do {
            try await store.backUp(evenIfRecent: evenIfRecent)
        } catch let error as BatchError where error.code == .storeCorrupt {
            throw error
        } catch {
            logger.warning("The queue was not backed up", metadata: ["error": "\(error)"])
        }
    }

    /// Records an event that the run goes on without.
    private func tell(_ event: Event.Kind, _ runID: Run.ID) async {
        do {
            try await store.record(event, run: runID)
        } catch {
            logger.warning("An event was not recorded", metadata: ["error": "\(error)"])
        }
    }

    private static var overtaken: BatchError {
        BatchError(
            .runKilled,
            "Another run took this one for dead, since it gave no sign of life for too long, and went on with its work.",
            remedy: "Nothing is lost. On several machines, make sure that each can always write the queue."
        )
    }
}

extension BatchError {
    /// The sidecar died, or does not answer any more.
    fileprivate var isDeath: Bool { code == .sidecarCrashed || code == .sidecarUnresponsive }

    /// Trouble that a fresh sidecar may well not have.
    ///
    /// One that died without a word may have been killed for want of memory. Any other start that fails is worth another only
    /// where one went well before: a port may be free again soon.
    fileprivate func isWorthRestarting(onceOnline: Bool) -> Bool {
        switch code {
        case .sidecarCrashed, .sidecarUnresponsive: true
        case .sidecarDiedAtStart: onceOnline || details["code"] == nil
        case .sidecarStartTimeout, .sidecarPortConflict, .sidecarImpostor: onceOnline
        default: false
        }
    }
}

/// How a run ended.
package struct RunSummary: Sendable {
    package var runID: Run.ID
    package var state: RunState
    package var totals: RunTotals
    /// Why the surroundings ended it.
    package var error: BatchError?
    package var stopReason: StopReason?

    init(runID: Run.ID, ending: RunService.Ending, totals: RunTotals) {
        self.runID = runID
        self.totals = totals
        switch ending {
        case .drained: state = .drained
        case .stopped(let reason): (state, stopReason) = (.stopped, reason)
        case .failed(let error): (state, self.error) = (.failed, error)
        }
    }

    /// What the run's ending stands for: all done, some job failed or has gaps, blocked, or stopped with work left.
    package var exitStatus: ExitStatus {
        if error != nil { return .blocked }
        if stopReason != nil { return .stopped }
        if totals.jobsBlocked > 0 { return .blocked }
        return totals.jobsFailed > 0 || totals.jobsWithGaps > 0 ? .jobFailed : .success
    }
}
