package import Core
internal import GRDB

extension SQLiteJobStore {
    package func fail(segment: Segment, error: BatchError) async throws {
        try await write { db in
            // One that its job's run gave back is claimed for the moment.
            try db.execute(
                sql: "UPDATE segment SET state = 'synthesizing' WHERE id = ? AND state = 'pending'",
                arguments: [segment.id]
            )
            try db.execute(
                sql: """
                    UPDATE segment SET state = 'failed', \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'synthesizing'
                    """,
                arguments: ErrorColumns.values(error) + [segment.id]
            )
            guard db.changesCount == 1 else { return }
            try db.execute(
                sql: "UPDATE job SET segmentsFailed = segmentsFailed + 1 WHERE id = ?",
                arguments: [segment.jobID]
            )
        }
    }

    package func add(_ diagnostic: Diagnostic, to job: Job.ID) async throws {
        try await write { db in
            var diagnostics = try Self.job(job, db).diagnostics
            guard !diagnostics.contains(diagnostic) else { return }
            diagnostics.append(diagnostic)
            try db.execute(
                sql: "UPDATE job SET diagnostics = ? WHERE id = ?",
                arguments: [try JSONText.encode(diagnostics), job]
            )
        }
    }

    package func seal(job: Job.ID, book: SealedBook) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE job SET sealed = ? WHERE id = ? AND state = 'running'",
                arguments: [try JSONText.encode([book]), job]
            )
        }
    }

    package func sealedBook(of job: Job.ID) async throws -> SealedBook? {
        try await read { db in
            let text = try String.fetchOne(db, sql: "SELECT sealed FROM job WHERE id = ?", arguments: [job]) ?? "[]"
            let books: [SealedBook] = try JSONText.decode(text, default: [])
            return books.first
        }
    }

    package func complete(
        job: Job.ID,
        outputs: [String],
        audioSeconds: Double,
        chapterStarts: [Double] = []
    ) async throws {
        let now = now
        try await write { db in
            try Self.countInRun(of: job, "jobsCompleted = jobsCompleted + 1", [], at: now, db)
            for (index, start) in chapterStarts.enumerated() {
                try db.execute(
                    sql: "UPDATE chapter SET startSeconds = ? WHERE jobID = ? AND ordinal = ?",
                    arguments: [start, job, index + 1]
                )
            }
            try db.execute(
                sql: """
                    UPDATE job SET state = 'completed', runID = NULL, sealed = '[]', outputs = ?, audioSeconds = ?, finishedAt = ?
                    WHERE id = ? AND state = 'running'
                    """,
                arguments: [try JSONText.encode(outputs), audioSeconds, now, job]
            )
        }
    }

    package func stop(job: Job.ID, error: BatchError) async throws {
        let now = now
        try await write { db in
            let isOwnFault = error.code.blame == .job
            let counter = isOwnFault ? "jobsFailed" : "jobsBlocked"
            try Self.countInRun(of: job, "\(counter) = \(counter) + 1", [], at: now, db)
            let ending: StatementArguments =
                isOwnFault ? [JobState.failed.rawValue, nil, now] : [JobState.blocked.rawValue, 1, nil]
            try db.execute(
                sql: """
                    UPDATE job SET state = ?, blockedByRun = iif(?, runID, NULL), runID = NULL, finishedAt = ?,
                      \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'running'
                    """,
                arguments: ending + ErrorColumns.values(error) + [job]
            )
        }
    }

    package func blockWaitingJobs(error: BatchError, run: Run.ID) async throws -> Int {
        try await write { db in
            let values = try ErrorColumns.values(error)
            try db.execute(
                sql: """
                    UPDATE job SET state = 'blocked', blockedByRun = ?, \(ErrorColumns.assignment)
                    WHERE state IN ('queued', 'blocked')
                    """,
                arguments: [run] + values
            )
            let count = db.changesCount
            try db.execute(
                sql: "UPDATE run SET jobsBlocked = jobsBlocked + ? WHERE id = ? AND state = 'running'",
                arguments: [count, run]
            )
            return count
        }
    }
}
