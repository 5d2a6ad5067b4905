internal import Core
internal import Foundation

/// A job that this run works on: who still works on its segments, and whether it can still succeed.
actor ActiveJob {
    nonisolated let job: Job
    nonisolated let settings: JobSettings
    /// Yields when some segments were done, and ends when no more will be.
    nonisolated let progress: AsyncStream<Void>

    /// How many segments are joined at a time: each look into the store costs the engine's processors a little.
    private static let signalInterval = 8

    private let signal: AsyncStream<Void>.Continuation
    private var inFlight = 0
    private var settledSegments = 0
    private var isAllHandedOut = false
    /// Why the job cannot go on.
    private(set) var failure: BatchError?

    init(job: Job, settings: JobSettings) {
        self.job = job
        self.settings = settings
        // One pending signal is enough: whoever hears it looks for everything that is done.
        (progress, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    /// Counts a segment that is handed to a worker.
    func handOut() {
        inFlight += 1
    }

    /// Counts a segment that a worker is through with.
    func takeBack() {
        inFlight -= 1
        settledSegments += 1
        if settledSegments % Self.signalInterval == 0 { signal.yield() }
        endIfSettled()
    }

    /// No further segment will be handed out.
    func allHandedOut() {
        isAllHandedOut = true
        endIfSettled()
    }

    /// Whether all segments were handed out and all but so many are through.
    func waits(onlyFor segments: Int) -> Bool { isAllHandedOut && inFlight == segments }

    /// Drops the job; the first reason counts.
    func fail(_ error: BatchError) {
        failure = failure ?? error
    }

    private func endIfSettled() {
        if isAllHandedOut, inFlight == 0 { signal.finish() }
    }
}
