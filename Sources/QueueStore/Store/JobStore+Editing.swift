package import Core
internal import GRDB

extension JobStore {
    /// Makes a waiting or running job *cancelled*; a run notices and drops it.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job has ended.
    package func cancel(_ id: Job.ID) async throws -> Job {
        let now = now
        return try await write { db in
            let job = try Self.job(id, db)
            switch job.state {
            case .cancelled:
                return job
            case .completed, .failed:
                throw Self.wrongState(job, verb: "cancelled", remedy: "To drop it: `qwen-batch remove \(id)`.")
            case .queued, .running, .blocked:
                try db.execute(
                    sql: """
                        UPDATE job SET state = 'cancelled', runID = NULL, blockedByRun = NULL, finishedAt = ?,
                          \(ErrorColumns.clearing)
                        WHERE id = ?
                        """,
                    arguments: [now, id]
                )
                try Self.recordEnding(of: id, run: nil, at: now, db)
                return try Self.job(id, db)
            }
        }
    }

    /// Makes a failed, blocked or cancelled job *queued*; its good segments stay done, failed ones become pending.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job is waiting, running or completed.
    package func retry(_ id: Job.ID) async throws -> Job {
        let now = now
        return try await write { db in
            let job = try Self.job(id, db)
            switch job.state {
            case .queued, .running:
                throw Self.wrongState(job, verb: "retried", remedy: "Let a run work on it: `qwen-batch run`.")
            case .completed:
                throw Self.wrongState(
                    job,
                    verb: "retried",
                    remedy: "To make it again, enqueue its source with `--again`."
                )
            case .failed, .blocked, .cancelled:
                break
            }
            // Another job may have taken the name since this one ended.
            var names = try OutputNames(db)
            let outputBase = job.state == .blocked ? job.outputBase : try names.free(job.outputBase)
            try db.execute(
                sql: """
                    UPDATE job SET state = 'queued', blockedByRun = NULL, finishedAt = NULL, segmentsFailed = 0,
                      outputBase = ?, \(ErrorColumns.clearing)
                    WHERE id = ?
                    """,
                arguments: [outputBase, id]
            )
            try db.execute(
                sql: """
                    UPDATE segment SET state = 'pending', attempts = 0, \(ErrorColumns.clearing)
                    WHERE jobID = ? AND state IN ('pending', 'failed')
                    """,
                arguments: [id]
            )
            try Event.Kind.jobRetried.record(job: id, at: now, db)
            return try Self.job(id, db)
        }
    }

    /// Deletes a job that is not running, with its chapters and segments.
    ///
    /// - Throws: `BatchError` with `store.wrongState` when the job is running.
    /// - Returns: The files of takes that no job uses any more, as paths inside the takes folder; their rows are gone.
    package func remove(_ id: Job.ID) async throws -> [String] {
        let now = now
        return try await write { db in
            let job = try Self.job(id, db)
            guard job.state != .running else {
                throw Self.wrongState(job, verb: "removed", remedy: "Cancel it first: `qwen-batch cancel \(id)`.")
            }
            let takes = try Take.ID.fetchAll(
                db,
                sql: """
                    SELECT take.id FROM segment JOIN take ON take.segmentID = segment.id WHERE segment.jobID = :job
                    UNION SELECT takeID FROM segment WHERE jobID = :job AND takeID IS NOT NULL
                    """,
                arguments: ["job": id]
            )
            try db.execute(sql: "DELETE FROM job WHERE id = ?", arguments: [id])
            try Event.Kind.jobRemoved.record(job: id, at: now, db)
            return try Self.deleteUnused(takes, db)
        }
    }

    /// Deletes those of the takes that no segment uses, and gives the files that no other take names.
    static func deleteUnused(_ takes: [Take.ID], _ db: Database) throws -> [String] {
        let delete = try db.cachedStatement(
            sql: """
                DELETE FROM take WHERE id = ? AND NOT EXISTS (SELECT 1 FROM segment WHERE takeID = take.id)
                RETURNING file
                """
        )
        var files: Set<String> = []
        for take in takes {
            files.formUnion(try String?.fetchAll(delete, arguments: [take]).compactMap { $0 })
        }
        guard !files.isEmpty else { return [] }
        return files.subtracting(try String.fetchSet(db, sql: "SELECT file FROM take WHERE file IS NOT NULL")).sorted()
    }

    private static func wrongState(_ job: Job, verb: String, remedy: String) -> BatchError {
        BatchError(
            .storeWrongState,
            "Job \(job.id) (\(job.title)) is \(job.state.rawValue) and cannot be \(verb).",
            remedy: remedy,
            details: ["job": "\(job.id)", "state": job.state.rawValue]
        )
    }
}
