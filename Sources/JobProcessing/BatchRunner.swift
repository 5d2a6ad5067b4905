package import BatchCore
package import Foundation
package import Logging

/// Works the queue off: brings the speech endpoint up when there is something to do, and takes it down again.
package struct BatchRunner: Sendable {
    private let store: any JobStore
    private let host: any SpeechHost
    private let configuration: RunConfiguration
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let observe: @Sendable (RunEvent) async -> Void

    package init(
        store: any JobStore,
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
        let runID = try await store.beginRun(profile: configuration.profile, process: process)
        TakeVault(folder: configuration.takesFolder).removeAbandoned()
        let tally = RunTally()
        let ending = await withTaskGroup(of: Ending?.self) { group in
            group.addTask { await work(runID: runID, tally: tally) }
            group.addTask { await stop(on: stopRequests) }
            group.addTask { await keepAlive(runID) }
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

    /// How often a live run says so.
    private static let heartbeat = Duration.seconds(15)

    private func summary(of ending: Ending, runID: Run.ID, totals: RunTotals) -> RunSummary {
        switch ending {
        case .drained: RunSummary(runID: runID, state: .drained, totals: totals)
        case .stopped(let reason): RunSummary(runID: runID, state: .stopped, totals: totals, stopReason: reason)
        case .failed(let error): RunSummary(runID: runID, state: .failed, totals: totals, error: error)
        }
    }

    private func work(runID: Run.ID, tally: RunTally) async -> Ending? {
        do {
            try await drain(runID: runID, tally: tally)
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

    /// Brings the endpoint up as often as it takes, as long as there is work.
    private func drain(runID: Run.ID, tally: RunTally) async throws {
        let recorder = SessionRecorder(store: store, runID: runID, now: now)
        let backoff = Backoff.exponentialJitter(base: .seconds(1))
        var failuresInARow = 0
        while try await store.hasWork(for: runID) {
            let doneBefore = tally.current.segmentsDone
            do {
                try await serve(runID: runID, tally: tally, recorder: recorder)
                failuresInARow = 0
            } catch let error as BatchError where error.isWorthRestarting {
                try await store.releaseWork(of: runID)
                failuresInARow = tally.current.segmentsDone > doneBefore ? 1 : failuresInARow + 1
                guard failuresInARow <= configuration.restarts else { throw error }
                logger.warning("Sidecar is started again", metadata: ["error": "\(error.code.rawValue)"])
                await observe(.restarting(attempt: failuresInARow, of: configuration.restarts))
                try await Task.sleep(for: backoff.delay(afterAttempt: failuresInARow - 1))
            }
        }
    }

    private func serve(runID: Run.ID, tally: RunTally, recorder: SessionRecorder) async throws {
        try await host.withSynthesizer { event in
            do {
                try await recorder.note(event)
            } catch {
                logger.warning("Sidecar session was not recorded", metadata: ["error": "\(error)"])
            }
            await observe(.sidecar(event))
        } body: { synthesizer in
            let shift = Shift(
                store: store,
                synthesizer: synthesizer,
                configuration: configuration,
                runID: runID,
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

    private func keepAlive(_ runID: Run.ID) async -> Ending? {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.heartbeat)
            do {
                try await store.heartbeat(run: runID)
            } catch is CancellationError {
                break
            } catch {
                logger.warning("Heartbeat was not recorded", metadata: ["error": "\(error)"])
            }
        }
        return nil
    }
}

extension BatchError {
    /// Trouble that a fresh sidecar may well not have.
    fileprivate var isWorthRestarting: Bool { code == .sidecarCrashed || code == .sidecarUnresponsive }
}
