internal import Core
internal import NIOConcurrencyHelpers

/// Counts what a run gets done.
final class RunTally: Sendable {
    private let totals = NIOLockedValueBox(RunTotals())

    var current: RunTotals { totals.withLockedValue { $0 } }

    func note(_ event: RunEvent) {
        totals.withLockedValue { totals in
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
        totals.withLockedValue { $0.jobsBlocked += jobs }
    }
}
