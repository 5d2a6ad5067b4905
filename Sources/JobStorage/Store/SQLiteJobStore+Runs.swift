package import BatchCore
internal import GRDB

extension SQLiteJobStore {
    package func beginRun(profile: String, process: ProcessIdentity) async throws -> Run.ID {
        let now = now
        let isAlive = isAlive
        return try await write { db in
            for dead in try Self.openRuns(db).filter({ !isAlive($0.process) }) {
                // Its last heartbeat is the last that is known of it.
                try db.execute(
                    sql: "UPDATE run SET state = 'stopped', endedAt = heartbeatAt WHERE id = ?",
                    arguments: [dead.id]
                )
            }
            try Self.releaseJobsOfEndedRuns(db)
            try db.execute(
                sql: """
                    INSERT INTO run (profile, state, pid, bootID, startTicks, startedAt, heartbeatAt)
                    VALUES (?, 'running', ?, ?, ?, ?, ?)
                    """,
                arguments: [profile, process.pid, process.bootID, process.startTicks, now, now]
            )
            return db.lastInsertedRowID
        }
    }

    package func heartbeat(run: Run.ID) async throws {
        let now = now
        try await write { db in
            let sql = "UPDATE run SET heartbeatAt = ? WHERE id = ? AND state = 'running'"
            try db.cachedStatement(sql: sql).execute(arguments: [now, run])
        }
    }

    package func endRun(
        _ run: Run.ID,
        state: RunState,
        exitCode: Int,
        error: BatchError?,
        totals: RunTotals
    ) async throws {
        let now = now
        try await write { db in
            let ending: StatementArguments = [state.rawValue, now, now, exitCode]
            let counts: StatementArguments = [
                totals.jobsCompleted, totals.jobsFailed, totals.jobsBlocked, totals.segmentsDone,
                totals.takesRejected, totals.takesReused, totals.audioSeconds,
            ]
            try db.execute(
                sql: """
                    UPDATE run SET state = ?, endedAt = ?, heartbeatAt = ?, exitCode = ?,
                      jobsCompleted = ?, jobsFailed = ?, jobsBlocked = ?, segmentsDone = ?,
                      takesRejected = ?, takesReused = ?, audioSeconds = ?, \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'running'
                    """,
                arguments: ending + counts + ErrorColumns.values(error) + [run]
            )
            try Self.releaseJobsOfEndedRuns(db)
        }
    }

    package func releaseWork(of run: Run.ID) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE job SET state = 'queued', runID = NULL WHERE runID = ?", arguments: [run])
        }
    }

    private static func openRuns(_ db: Database) throws -> [Run] {
        let sql = "SELECT \(RunRecord.columns) FROM run WHERE state = 'running'"
        return try db.cachedStatement(sql: sql).values([], RunRecord.run)
    }

    private static func releaseJobsOfEndedRuns(_ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE job SET state = 'queued', runID = NULL
                WHERE runID IS NOT NULL AND runID NOT IN (SELECT id FROM run WHERE state = 'running')
                """
        )
    }
}
