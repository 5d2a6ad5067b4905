/// Where a job stands.
package enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    case queued
    case running
    case completed
    /// The job's own fault, such as a segment that no take could satisfy.
    case failed
    /// The surroundings' fault, such as a full disk; the next run picks the job up again.
    case blocked
    case cancelled
}
