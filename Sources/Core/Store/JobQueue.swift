/// The queue as a person sees it: jobs go in, are looked at, changed and taken out.
package protocol JobQueue: Sendable {
    /// Adds jobs in one transaction, each whole or not at all.
    ///
    /// A job whose fingerprint is in the queue already is not added, unless `allowingDuplicates`.
    /// An output base that another waiting job writes to gets a number (`book-2`).
    /// - Returns: One outcome per job, in order.
    func enqueue(_ jobs: [NewJob], allowingDuplicates: Bool) async throws -> [EnqueueOutcome]

    /// Jobs in any of `states`, in the order in which a run takes them; ended ones by id.
    func jobs(in states: Set<JobState>) async throws -> [Job]

    /// - Throws: `BatchError` with `store.noSuchJob`.
    func job(_ id: Job.ID) async throws -> Job

    func chapters(of job: Job.ID) async throws -> [Chapter]

    /// All segments in book order.
    func segments(of job: Job.ID) async throws -> [Segment]

    /// All takes made for the job's segments or used by them, rejected ones too, each once: by segment, in the order in which
    /// they were settled.
    func takes(of job: Job.ID) async throws -> [Take]

    /// Makes a waiting or running job *cancelled*; a run notices and drops it.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job has ended.
    func cancel(_ id: Job.ID) async throws -> Job

    /// Makes a failed, blocked or cancelled job *queued*; its good segments stay done, failed ones become pending.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job is waiting, running or completed.
    func retry(_ id: Job.ID) async throws -> Job

    /// Deletes a job that is not running, with its chapters and segments.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job is running.
    /// - Returns: The files of takes that no job uses any more, as paths inside the takes folder; their rows are gone.
    func remove(_ id: Job.ID) async throws -> [String]

    /// The latest runs, newest first.
    func runs(limit: Int) async throws -> [Run]

    /// The latest sidecar sessions, newest first.
    func sidecarSessions(limit: Int) async throws -> [SidecarSession]
}

/// What became of one job that was to be enqueued.
package enum EnqueueOutcome: Sendable, Hashable {
    case added(Job)
    /// The same source with the same options is this job already.
    case duplicate(Job)
}
