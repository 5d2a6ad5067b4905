internal import Core
internal import NIOConcurrencyHelpers

/// Remembers whose damaged takes were made again already: when that does not help, the disk itself is bad.
final class RepairLog: Sendable {
    private let jobs = NIOLockedValueBox<Set<Job.ID>>([])

    /// Notes a repair; false when the job had one before.
    func isFirst(of job: Job.ID) -> Bool {
        jobs.withLockedValue { $0.insert(job).inserted }
    }
}
