package import Core
internal import NIOConcurrencyHelpers

/// Something that happened in a run, as whoever shows its progress hears it.
package enum RunEvent: Sendable {
    case sidecar(SidecarEvent)
    case endpoint(EndpointEvent)
    /// A job was taken up; its progress tells what was done before.
    case jobStarted(Job)
    /// Something noteworthy that does not stop the work.
    case noted(job: Job.ID, Diagnostic)
    /// A segment got its take.
    case segmentDone(job: Job.ID, characters: Int, audioSeconds: Double, reused: Bool)
    case takeRejected(job: Job.ID, segment: Int, attempt: Int, error: BatchError)
    /// No take of a segment is good; the best was accepted, and its place is flagged.
    case segmentFlagged(job: Job.ID, segment: Int, error: BatchError)
    /// A take's file is not what was recorded; it is made again.
    case takeDamaged(job: Job.ID, segment: Int, error: BatchError)
    case segmentFailed(job: Job.ID, segment: Int, error: BatchError)
    /// A job is completed, failed, blocked or cancelled.
    case jobEnded(Job)
    case restarting(attempt: Int, of: Int)
    case stopping(StopReason)
}

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
