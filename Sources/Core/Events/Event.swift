package import Foundation

/// Something that happened, numbered in the order in which it became true.
///
/// Events are written in the transaction that makes them true, and kept for a while: progress displays, logs and whoever
/// else watches a run read them, in whatever process they live.
package struct Event: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    package let at: Date
    /// The run that it happened in; nil for what a person did to the queue.
    package let runID: Run.ID?
    /// The job that it concerns; the job may be gone by now.
    package let jobID: Job.ID?
    package let kind: Kind

    package init(id: ID, at: Date, runID: Run.ID?, jobID: Job.ID?, kind: Kind) {
        self.id = id
        self.at = at
        self.runID = runID
        self.jobID = jobID
        self.kind = kind
    }

    /// What happened.
    package enum Kind: Sendable, Hashable, Codable {
        case jobAdded(title: String)
        /// A run works on the job from now on.
        case jobStarted(JobStart)
        /// Segments that were done are spoken anew, because the job or its profile asks for something else by now.
        case jobReopened(JobStart)
        /// Something noteworthy that does not stop the work.
        case jobNoted(Diagnostic)
        /// The job waits again, as after a stop or where a take has to be made anew.
        case jobReleased
        /// A person put the job back into the queue.
        case jobRetried
        case jobRemoved
        /// The job is completed, failed, blocked or cancelled.
        case jobEnded(JobEnding)
        /// A segment got its take.
        case segmentDone(segment: Int, characters: Int, audioSeconds: Double, reused: Bool)
        /// No take of a segment is good; the best was accepted, and its place is flagged.
        case segmentFlagged(segment: Int, error: BatchError)
        case segmentFailed(segment: Int, error: BatchError)
        case takeRejected(segment: Int, attempt: Int, error: BatchError)
        /// A take's file is not what was recorded; it is made again.
        case takeDamaged(segment: Int, error: BatchError)
        case runStarted(profile: String)
        case runStopping(StopReason)
        /// The exit code is nil for a run that was killed.
        case runEnded(state: RunState, exitCode: Int?)
        case sidecar(SidecarEvent)
        case sidecarRestarting(attempt: Int, of: Int)
        case endpoint(EndpointEvent)
    }

    /// A job as it stands when a run begins to work on it.
    package struct JobStart: Sendable, Hashable, Codable {
        package var title: String
        package var segments: Int
        package var segmentsDone: Int
        package var characters: Int
        package var charactersDone: Int

        package init(_ job: Job) {
            title = job.title
            segments = job.progress.segments
            segmentsDone = job.progress.segmentsDone
            characters = job.progress.characters
            charactersDone = job.progress.charactersDone
        }
    }

    /// What became of a job.
    package struct JobEnding: Sendable, Hashable, Codable {
        package var state: JobState
        package var audioSeconds: Double
        /// The finished book.
        package var output: String?
        package var error: BatchError?

        package init(_ job: Job) {
            state = job.state
            audioSeconds = job.progress.audioSeconds
            output = job.outputs.first
            error = job.error
        }
    }
}

/// Why a run stops with work left.
package enum StopReason: String, Sendable, Hashable, Codable {
    case deadline
    case signal
    /// Whoever started the run cancelled it.
    case cancelled
}
