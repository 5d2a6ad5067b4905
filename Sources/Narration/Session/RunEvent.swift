package import Core

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
