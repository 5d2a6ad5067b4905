package import Core
package import Foundation
internal import LocalSystem
package import Logging

/// Works the queue off: brings the speech endpoint up when there is something to do, and takes it down again.
package struct BatchRunner: Sendable {
    private let store: JobStore
    private let host: any SpeechHost
    private let configuration: RunConfiguration
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let observe: @Sendable (RunEvent) async -> Void

    package init(
        store: JobStore,
        host: any SpeechHost,
        configuration: RunConfiguration,
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        observe: @escaping @Sendable (RunEvent) async -> Void = { _ in }
    ) {
        self.store = store
        self.host = host
        self.configuration = configuration
        self.logger = logger
        self.now = now
        self.observe = observe
    }

    /// Runs until the queue is drained, the deadline comes, or `stopRequests` yields.
    ///
    /// - Throws: `BatchError` when the store itself cannot be used; everything else is in the summary.
    package func run(process: ProcessIdentity, stopRequests: AsyncStream<Void>) async throws -> RunSummary {
        try await backUp()
        let runID = try await store.beginRun(profile: configuration.profile, process: process)
        TakeFiles(folder: configuration.takesFolder).removeAbandoned()
        let tally = RunTally()
        let watch = RunWatch(patience: configuration.heartbeat * Self.heartbeatsMissed)
        watch.note(try await store.endDeadRuns(silent: []))
        let ending = await withTaskGroup(of: Ending?.self) { group in
            group.addTask { await work(runID: runID, tally: tally, watch: watch) }
            group.addTask { await stop(on: stopRequests) }
            group.addTask { await keepAlive(runID, watch: watch) }
            if let deadline = configuration.deadline {
                group.addTask { await stop(at: deadline) }
            }
            var ending: Ending?
            while ending == nil, let next = await group.next() { ending = next }
            if case .stopped(let reason) = ending { await observe(.stopping(reason)) }
            group.cancelAll()
            await group.waitForAll()
            return ending ?? .drained
        }
        try await store.releaseWork(of: runID)
        // What a night was spent on is worth a copy of its own.
        try await backUp(evenIfRecent: tally.current != RunTotals())
        let summary = summary(of: ending, runID: runID, totals: tally.current)
        try await store.endRun(
            runID,
            state: summary.state,
            exitCode: summary.exitCode,
            error: summary.error,
            totals: summary.totals
        )
        return summary
    }
}

extension BatchRunner {
    private enum Ending: Sendable {
        case drained
        case stopped(StopReason)
        case failed(BatchError)
    }

    /// How many heartbeats a run of another machine may miss before its work is taken over.
    private static let heartbeatsMissed = 4

    private func summary(of ending: Ending, runID: Run.ID, totals: RunTotals) -> RunSummary {
        switch ending {
        case .drained: RunSummary(runID: runID, state: .drained, totals: totals)
        case .stopped(let reason): RunSummary(runID: runID, state: .stopped, totals: totals, stopReason: reason)
        case .failed(let error): RunSummary(runID: runID, state: .failed, totals: totals, error: error)
        }
    }

    private func work(runID: Run.ID, tally: RunTally, watch: RunWatch) async -> Ending? {
        do {
            repeat {
                try await drain(runID: runID, tally: tally)
            } while try await mayGetMore(from: watch, runID: runID)
            return .drained
        } catch is CancellationError {
            return nil
        } catch let error as BatchError {
            return .failed(await block(error, runID: runID, tally: tally))
        } catch {
            let wrapped = BatchError(
                .internalError,
                "The run ended with an unexpected error: \(error).",
                remedy: "Run again to go on where it stopped; if it happens again, report it as a bug."
            )
            return .failed(await block(wrapped, runID: runID, tally: tally))
        }
    }

    /// Waits for the jobs of a run that cannot be seen, until it ends them or is known to be dead.
    private func mayGetMore(from watch: RunWatch, runID: Run.ID) async throws -> Bool {
        while watch.isWaiting {
            try await Task.sleep(for: configuration.heartbeat / 4)
            if try await store.hasWork(for: runID) { return true }
        }
        return try await store.hasWork(for: runID)
    }

    /// Brings the endpoint up as often as it takes, as long as there is work.
    private func drain(runID: Run.ID, tally: RunTally) async throws {
        let recorder = SessionRecorder(store: store, runID: runID, now: now)
        let backoff = Backoff.exponentialJitter(base: .seconds(1))
        let suspects = CrashTriage()
        let examiner = TakeExaminer(configuration.checks)
        var failuresInARow = 0
        var culpritsInARow = 0
        while try await store.hasWork(for: runID) {
            let doneBefore = tally.current.segmentsDone
            do {
                try await serve(runID: runID, tally: tally, recorder: recorder, suspects: suspects, examiner)
                failuresInARow = 0
            } catch let error as BatchError {
                guard error.isWorthRestarting(onceOnline: await recorder.hasBeenOnline) else { throw error }
                try await store.releaseWork(of: runID)
                let culprit = error.isDeath ? suspects.noteCrash() : nil
                if let culprit { try await setAside(culprit, error) }
                let gotOn = tally.current.segmentsDone > doneBefore
                // One text after another that it dies of, and nothing done between them: it is not the texts.
                culpritsInARow = gotOn ? 0 : culpritsInARow + (culprit == nil ? 0 : 1)
                failuresInARow = gotOn || culprit != nil ? 1 : failuresInARow + 1
                guard max(culpritsInARow, failuresInARow) <= configuration.restarts else { throw error }
                logger.warning("Sidecar is started again", metadata: ["error": "\(error.code.rawValue)"])
                await observe(.restarting(attempt: failuresInARow, of: configuration.restarts))
                try await Task.sleep(for: backoff.delay(afterAttempt: failuresInARow - 1))
            }
        }
    }

    /// A segment that the sidecar died of when it spoke nothing else.
    private func setAside(_ segment: Segment, _ death: BatchError) async throws {
        let error = BatchError(
            .synthesisFailed,
            "The sidecar died when it spoke this text, twice, the second time with nothing else to do: \(death.message)",
            remedy: "Change the text, or update the engine; then `qwen-batch retry \(segment.jobID)`.",
            details: death.details
        )
        try await store.fail(segment: segment, error: error)
        await observe(.segmentFailed(job: segment.jobID, segment: segment.ordinal, error: error))
    }

    private func serve(
        runID: Run.ID,
        tally: RunTally,
        recorder: SessionRecorder,
        suspects: CrashTriage,
        _ examiner: TakeExaminer
    ) async throws {
        try await host.withSynthesizer { event in
            do {
                try await recorder.note(event)
            } catch {
                logger.warning("Sidecar session was not recorded", metadata: ["error": "\(error)"])
            }
            await observe(.sidecar(event))
        } body: { synthesizer in
            try await store.remember(synthesizer.capabilities)
            let shift = EngineSession(
                store: store,
                synthesizer: synthesizer,
                configuration: configuration,
                runID: runID,
                suspects: suspects,
                patience: AnswerPatience(base: configuration.responseTimeout),
                examiner: examiner,
                observe: { event in
                    tally.note(event)
                    await observe(event)
                }
            )
            repeat {
                try await shift.work()
                // Someone may have enqueued while the last segments were spoken.
            } while try await store.hasWork(for: runID)
        }
    }

    /// Tells every waiting job what keeps it waiting.
    private func block(_ error: BatchError, runID: Run.ID, tally: RunTally) async -> BatchError {
        do {
            try await store.releaseWork(of: runID)
            tally.addBlocked(try await store.blockWaitingJobs(error: error, run: runID))
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
            try? await Task.sleep(for: .seconds(min(left, 20)))
        }
        return nil
    }

    /// Gives a sign of life again and again, and looks for those of other runs.
    private func keepAlive(_ runID: Run.ID, watch: RunWatch) async -> Ending? {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.heartbeat)
            do {
                guard try await store.heartbeat(run: runID) else { return .failed(Self.overtaken) }
                watch.note(try await store.endDeadRuns(silent: watch.silent()))
                try await backUp()
            } catch is CancellationError {
                break
            } catch let error as BatchError where error.code == .storeCorrupt {
                return .failed(error)
            } catch {
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

    /// The exit code that the run's ending stands for: 0 all done, 1 some job failed, 69 blocked, 75 stopped with work left.
    package var exitCode: Int {
        if error != nil { return 69 }
        if stopReason != nil { return 75 }
        if totals.jobsBlocked > 0 { return 69 }
        return totals.jobsFailed > 0 ? 1 : 0
    }
}

/// Why a run stops with work left.
package enum StopReason: String, Sendable, Hashable {
    case deadline
    case signal
}
