/// What one run got done.
package struct RunTotals: Sendable, Hashable, Codable {
    package var jobsCompleted: Int
    package var jobsFailed: Int
    package var jobsBlocked: Int
    package var segmentsDone: Int
    package var takesRejected: Int
    package var takesReused: Int
    /// Seconds of audio in the takes made by this run.
    package var audioSeconds: Double

    package init(
        jobsCompleted: Int = 0,
        jobsFailed: Int = 0,
        jobsBlocked: Int = 0,
        segmentsDone: Int = 0,
        takesRejected: Int = 0,
        takesReused: Int = 0,
        audioSeconds: Double = 0
    ) {
        self.jobsCompleted = jobsCompleted
        self.jobsFailed = jobsFailed
        self.jobsBlocked = jobsBlocked
        self.segmentsDone = segmentsDone
        self.takesRejected = takesRejected
        self.takesReused = takesReused
        self.audioSeconds = audioSeconds
    }
}
