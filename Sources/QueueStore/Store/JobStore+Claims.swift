package import Core
internal import GRDB

extension JobStore {
    /// The job that `claimJob` gives next; `jobToClaim` holds exactly these, in this order.
    static let nextJob = """
        SELECT id FROM job
        WHERE state IN ('queued', 'blocked') AND (blockedByRun IS NULL OR blockedByRun <> :run)
        ORDER BY priority DESC, id LIMIT 1
        """

    /// The segments that `claimSegments` gives next; `segmentToClaim` holds exactly these, in this order.
    static let nextSegments = """
        SELECT id FROM segment
        WHERE jobID = :job AND state = 'pending' AND \(isHeld)
        ORDER BY ordinal LIMIT :limit
        """

    /// Whether a claim holds, as a condition with the arguments `job`, `run` and `attempt`.
    static let isHeld = """
        EXISTS (SELECT 1 FROM job WHERE job.id = :job AND job.state = 'running' AND job.runID = :run
          AND job.attempts = :attempt)
        """

    static func arguments(_ claim: Claim) -> StatementArguments {
        ["job": claim.job, "run": claim.run, "attempt": claim.attempt]
    }

    static func isHeld(_ claim: Claim, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT \(isHeld)")
        return try Bool.fetchOne(statement, arguments: arguments(claim)) == true
    }

    /// Whether a job waits that `claimJob` would give to this run.
    package func hasWork(for run: Run.ID) async throws -> Bool {
        try await read { db in
            try Int64.fetchOne(db.cachedStatement(sql: Self.nextJob), arguments: ["run": run]) != nil
        }
    }

    /// The same of those that are more urgent than a priority.
    static let nextUrgentJob = """
        SELECT id FROM job
        WHERE state IN ('queued', 'blocked') AND (blockedByRun IS NULL OR blockedByRun <> :run) AND priority > :above
        ORDER BY priority DESC, id LIMIT 1
        """

    /// Gives the next queued or blocked job to a run, highest priority first, then oldest; it becomes *running*.
    ///
    /// Blocked jobs that this run itself blocked are left for the next run.
    /// - Parameters:
    ///   - run: The run.
    ///   - priority: Only a job of a higher priority is claimed.
    /// - Returns: The job; nil when none waits, or when another run has ended this one.
    /// - Throws: `BatchError` of the store.
    package func claimJob(for run: Run.ID, above priority: Int? = nil) async throws -> Job? {
        let now = now
        let next = priority == nil ? Self.nextJob : Self.nextUrgentJob
        var arguments: StatementArguments = ["run": run]
        if let priority { arguments += ["above": priority] }
        // Most of the time there is none, and a look does not keep writers waiting.
        let look = arguments
        let isThere = try await read { db in
            try Job.ID.fetchOne(db.cachedStatement(sql: next), arguments: look) != nil
        }
        guard isThere else { return nil }
        let claiming = arguments + ["now": now]
        return try await write { db in
            let claim = try db.cachedStatement(
                sql: """
                    UPDATE job SET state = 'running', runID = :run, blockedByRun = NULL, attempts = attempts + 1,
                      startedAt = coalesce(startedAt, :now), \(ErrorColumns.clearing)
                    WHERE id IN (\(next)) AND EXISTS (SELECT 1 FROM run WHERE id = :run AND state = 'running')
                    RETURNING \(JobRecord.columns)
                    """
            )
            guard let job = try claim.values(claiming, JobRecord.job).first else { return nil }
            try Event.Kind.jobStarted(Event.JobStart(job)).record(run: run, job: job.id, at: now, db)
            return job
        }
    }

    /// Whether a claim still holds: its job was not cancelled, removed or taken over.
    package func holds(_ claim: Claim) async throws -> Bool {
        try await read { db in try Self.isHeld(claim, db) }
    }

    /// The claims that a run holds.
    package func claims(of run: Run.ID) async throws -> Set<Claim> {
        try await read { db in
            let sql = "SELECT id, attempts FROM job WHERE state = 'running' AND runID = ?"
            let claims = try db.cachedStatement(sql: sql).values([run]) { row in
                var columns = ColumnReader(row)
                return Claim(job: try columns.next(), run: run, attempt: try columns.next())
            }
            return Set(claims)
        }
    }

    /// The claimed job as it stands; nil when the claim does not hold any more: it was cancelled, removed or taken over.
    package func job(heldBy claim: Claim) async throws -> Job? {
        try await read { db in
            let condition = "WHERE id = ? AND state = 'running' AND runID = ? AND attempts = ?"
            return try Self.jobs(db, condition, [claim.job, claim.run, claim.attempt]).first
        }
    }

    /// Gives out the next pending segments of a claimed job in book order; they become *synthesizing*.
    ///
    /// - Returns: Nothing when none is left, or when the claim does not hold any more.
    package func claimSegments(_ claim: Claim, limit: Int) async throws -> [Segment] {
        try await write { db in
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE segment SET state = 'synthesizing'
                    WHERE id IN (\(Self.nextSegments)) RETURNING \(SegmentRecord.columns)
                    """
            )
            let arguments: StatementArguments = [
                "job": claim.job, "run": claim.run, "attempt": claim.attempt, "limit": limit,
            ]
            // RETURNING promises no order.
            return try statement.values(arguments, SegmentRecord.segment).sorted { $0.ordinal < $1.ordinal }
        }
    }

    /// Gives a claimed job back to the queue, with its claimed segments.
    ///
    /// - Returns: Whether it did: not when the claim does not hold any more.
    @discardableResult
    package func release(_ claim: Claim) async throws -> Bool {
        let now = now
        return try await write { db in
            guard try Self.isHeld(claim, db) else { return false }
            try db.execute(sql: "UPDATE job SET state = 'queued', runID = NULL WHERE id = ?", arguments: [claim.job])
            try Event.Kind.jobReleased.record(run: claim.run, job: claim.job, at: now, db)
            return true
        }
    }
}
