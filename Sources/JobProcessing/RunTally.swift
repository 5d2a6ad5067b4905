internal import BatchCore
internal import Synchronization

/// Counts what a run gets done.
final class RunTally: Sendable {
    private let totals = Mutex(RunTotals())

    var current: RunTotals { totals.withLock { $0 } }

    func note(_ event: RunEvent) {
        totals.withLock { totals in
            switch event {
            case .segmentDone(_, _, _, reused: true):
                totals.segmentsDone += 1
                totals.takesReused += 1
            case .segmentDone(_, _, let audioSeconds, reused: false):
                totals.segmentsDone += 1
                totals.audioSeconds += audioSeconds
            case .takeRejected: totals.takesRejected += 1
            case .jobEnded(let job) where job.state == .completed: totals.jobsCompleted += 1
            case .jobEnded(let job) where job.state == .failed: totals.jobsFailed += 1
            case .jobEnded(let job) where job.state == .blocked: totals.jobsBlocked += 1
            default: break
            }
        }
    }

    func addBlocked(_ jobs: Int) {
        totals.withLock { $0.jobsBlocked += jobs }
    }
}
