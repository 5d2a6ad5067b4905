package import Foundation

/// One execution of a profile.
package struct Run: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    package var profile: String
    package var state: RunState
    package var process: ProcessIdentity
    package var startedAt: Date
    package var endedAt: Date?
    package var exitCode: Int?
    /// What ended the run before the queue drained.
    package var error: BatchError?
    package var totals: RunTotals

    package init(
        id: ID,
        profile: String,
        state: RunState,
        process: ProcessIdentity,
        startedAt: Date,
        endedAt: Date?,
        exitCode: Int?,
        error: BatchError?,
        totals: RunTotals
    ) {
        self.id = id
        self.profile = profile
        self.state = state
        self.process = process
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.exitCode = exitCode
        self.error = error
        self.totals = totals
    }
}

/// How a run stands or ended.
package enum RunState: String, Sendable, Hashable, Codable, CaseIterable {
    case running
    /// Nothing was left to do.
    case drained
    /// The deadline or a signal ended it with work left.
    case stopped
    /// The surroundings ended it.
    case failed
}

/// What one run got done.
package struct RunTotals: Sendable, Hashable, Codable {
    package var jobsCompleted: Int
    package var jobsFailed: Int
    package var jobsBlocked: Int
    /// Completed jobs in whose books a pause stands for a text that no take could be had of.
    package var jobsWithGaps: Int
    package var segmentsDone: Int
    package var takesRejected: Int
    package var takesReused: Int
    /// Seconds of audio in the takes made by this run.
    package var audioSeconds: Double

    package init(
        jobsCompleted: Int = 0,
        jobsFailed: Int = 0,
        jobsBlocked: Int = 0,
        jobsWithGaps: Int = 0,
        segmentsDone: Int = 0,
        takesRejected: Int = 0,
        takesReused: Int = 0,
        audioSeconds: Double = 0
    ) {
        self.jobsCompleted = jobsCompleted
        self.jobsFailed = jobsFailed
        self.jobsBlocked = jobsBlocked
        self.jobsWithGaps = jobsWithGaps
        self.segmentsDone = segmentsDone
        self.takesRejected = takesRejected
        self.takesReused = takesReused
        self.audioSeconds = audioSeconds
    }
}

/// An open run whose process cannot be seen from this machine.
package struct UnseenRun: Sendable, Hashable {
    package var id: Run.ID
    /// Its last heartbeat, by the clock of its own machine.
    package var heartbeatAt: Date
    /// Whether it holds a job, which others wait for.
    package var holdsWork: Bool

    package init(id: Run.ID, heartbeatAt: Date, holdsWork: Bool) {
        self.id = id
        self.heartbeatAt = heartbeatAt
        self.holdsWork = holdsWork
    }
}

/// Names one process for good: a process id alone is used again, and starts anew after a boot.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    package var pid: Int32
    /// The boot of the machine, and the process namespace in it, that the process belongs to.
    package var bootID: String
    /// When the process started, in the system's own ticks since boot.
    package var startTicks: Int64

    package init(pid: Int32, bootID: String, startTicks: Int64) {
        self.pid = pid
        self.bootID = bootID
        self.startTicks = startTicks
    }
}

/// What this machine can tell of a process.
package enum ProcessLiveness: Sendable, Hashable {
    case alive
    case dead
    /// It belongs to another machine, container or boot: only its heartbeat tells whether it is alive.
    case unseen
}
