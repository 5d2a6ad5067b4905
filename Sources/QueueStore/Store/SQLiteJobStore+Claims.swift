package import Core
internal import GRDB

extension SQLiteJobStore {
    /// The job that `claimJob` gives next; `jobToClaim` holds exactly these, in this order.
    static let nextJob = """
        SELECT id FROM job
        WHERE state IN ('queued', 'blocked') AND (blockedByRun IS NULL OR blockedByRun <> :run)
        ORDER BY priority DESC, id LIMIT 1
        """

    /// The segments that `claimSegments` gives next; `segmentToClaim` holds exactly these, in this order.
    static let nextSegments = """
        SELECT id FROM segment
        WHERE jobID = :job AND state = 'pending'
          AND EXISTS (SELECT 1 FROM job WHERE job.id = :job AND job.runID = :run)
        ORDER BY ordinal LIMIT :limit
        """

    package func hasWork(for run: Run.ID) async throws -> Bool {
        try await read { db in
            try Int64.fetchOne(db.cachedStatement(sql: Self.nextJob), arguments: ["run": run]) != nil
        }
    }

    package func claimJob(for run: Run.ID) async throws -> Job? {
        let now = now
        return try await write { db in
            let claim = try db.cachedStatement(
                sql: """
                    UPDATE job SET state = 'running', runID = :run, blockedByRun = NULL, attempts = attempts + 1,
                      startedAt = coalesce(startedAt, :now), \(ErrorColumns.clearing)
                    WHERE id IN (\(Self.nextJob)) RETURNING \(JobRecord.columns)
                    """
            )
            return try claim.values(["run": run, "now": now], JobRecord.job).first
        }
    }

    package func claimSegments(of job: Job.ID, run: Run.ID, limit: Int) async throws -> [Segment] {
        try await write { db in
            let claim = try db.cachedStatement(
                sql: """
                    UPDATE segment SET state = 'synthesizing'
                    WHERE id IN (\(Self.nextSegments)) RETURNING \(SegmentRecord.columns)
                    """
            )
            // RETURNING promises no order.
            return try claim.values(["job": job, "run": run, "limit": limit], SegmentRecord.segment)
                .sorted { $0.ordinal < $1.ordinal }
        }
    }

    package func release(segments: [Segment.ID]) async throws {
        try await write { db in
            let release = try db.cachedStatement(
                sql: "UPDATE segment SET state = 'pending' WHERE id = ? AND state = 'synthesizing'"
            )
            for segment in segments {
                try release.execute(arguments: [segment])
            }
        }
    }

    package func release(job: Job.ID) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE job SET state = 'queued', runID = NULL WHERE id = ? AND state = 'running'",
                arguments: [job]
            )
        }
    }
}
