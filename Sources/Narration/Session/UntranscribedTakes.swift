internal import Core
internal import NIOConcurrencyHelpers

/// Remembers of which jobs takes could not be written down, and why.
final class UntranscribedTakes: Sendable {
    private let reasons = NIOLockedValueBox<[Job.ID: BatchError]>([:])

    /// Notes why a take of a job could not be; false when the job had one before.
    func note(_ reason: BatchError, of job: Job.ID) -> Bool {
        reasons.withLockedValue { reasons in
            defer { reasons[job] = reasons[job] ?? reason }
            return reasons[job] == nil
        }
    }

    /// Why the first one could not be; nil when all could.
    func reason(of job: Job.ID) -> BatchError? { reasons.withLockedValue { $0[job] } }
}
