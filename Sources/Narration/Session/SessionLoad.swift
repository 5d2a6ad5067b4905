internal import Core
internal import NIOConcurrencyHelpers

/// Counts what a session has in hand, and tells when it gets less.
final class SessionLoad: Sendable {
    private struct Counts {
        var jobs: [Claim: ActiveJob] = [:]
        /// Segments that have not had their first answer.
        var speaking = 0
        /// Segments without a take, by the priorities of their jobs.
        var segments: [Int: Int] = [:]
    }

    /// A segment's place among those that want the engine, given back once.
    final class Request: Sendable {
        private let hasEnded = NIOLockedValueBox(false)
        private let give: @Sendable () -> Void

        init(_ give: @escaping @Sendable () -> Void) {
            self.give = give
        }

        func end() {
            let isFirst = hasEnded.withLockedValue { hasEnded in
                defer { hasEnded = true }
                return !hasEnded
            }
            if isFirst { give() }
        }
    }

    /// Yields when there is room for more, or less to wait for.
    let changes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let counts = NIOLockedValueBox(Counts())

    init() {
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var isEmpty: Bool { jobs == 0 }
    var jobs: Int { counts.withLockedValue { $0.jobs.count } }
    var openJobs: [ActiveJob] { counts.withLockedValue { Array($0.jobs.values) } }
    var speaking: Int { counts.withLockedValue { $0.speaking } }

    /// How many segments of jobs that are at least so urgent have no take yet.
    func waiting(atLeast priority: Int) -> Int {
        counts.withLockedValue { counts in
            counts.segments.reduce(0) { $0 + ($1.key >= priority ? $1.value : 0) }
        }
    }

    func open(_ job: ActiveJob) {
        counts.withLockedValue { $0.jobs[job.claim] = job }
    }

    func close(_ job: ActiveJob) {
        counts.withLockedValue { $0.jobs[job.claim] = nil }
        signal.yield()
    }

    /// Counts a segment that is handed out, which wants the engine first.
    func begin(_ priority: Int) {
        counts.withLockedValue { counts in
            counts.speaking += 1
            counts.segments[priority, default: 0] += 1
        }
    }

    func request() -> Request {
        Request { [counts, signal] in
            counts.withLockedValue { $0.speaking -= 1 }
            signal.yield()
        }
    }

    func end(_ priority: Int) {
        counts.withLockedValue { counts in
            let left = (counts.segments[priority] ?? 0) - 1
            counts.segments[priority] = left > 0 ? left : nil
        }
        signal.yield()
    }
}
