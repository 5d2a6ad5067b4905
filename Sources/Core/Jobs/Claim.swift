/// The right of one run to work on one job, for one attempt.
///
/// Every write that ends or publishes something demands it, and the store checks it in the same transaction: a run whose job
/// was cancelled, removed or taken over meanwhile changes nothing any more.
package struct Claim: Sendable, Hashable, Codable {
    package let job: Job.ID
    package let run: Run.ID
    /// The attempt at the job that the claim is for: a job that was released and claimed again has another.
    package let attempt: Int

    package init(job: Job.ID, run: Run.ID, attempt: Int) {
        self.job = job
        self.run = run
        self.attempt = attempt
    }
}

extension Job {
    /// The right of the run that holds the job; nil for a job that no run holds.
    package var claim: Claim? { runID.map { Claim(job: id, run: $0, attempt: attempts) } }
}
