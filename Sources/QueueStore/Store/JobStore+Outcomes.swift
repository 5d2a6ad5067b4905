package import Core
internal import GRDB

/// What becomes of a job and its segments; each write demands the claim, and changes nothing without it.
extension JobStore {
    /// Makes a segment *failed* with the reason.
    ///
    /// - Returns: Whether it did: not when the job is not held by this claim any more.
    @discardableResult
    package func fail(segment: Segment, error: BatchError, by claim: Claim) async throws -> Bool {
        let now = now
        return try await write { db in
            guard try Self.isHeld(claim, db) else { return false }
            try db.execute(
                sql: """
                    UPDATE segment SET state = 'failed', \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'synthesizing'
                    """,
                arguments: ErrorColumns.values(error) + [segment.id]
            )
            guard db.changesCount == 1 else { return false }
            try db.execute(
                sql: "UPDATE job SET segmentsFailed = segmentsFailed + 1 WHERE id = ?",
                arguments: [claim.job]
            )
            let event = Event.Kind.segmentFailed(segment: segment.ordinal, error: error)
            try event.record(run: claim.run, job: claim.job, at: now, db)
            return true
        }
    }

    /// Adds a finding to a claimed job, unless it has it already.
    package func add(_ diagnostic: Diagnostic, by claim: Claim) async throws {
        let now = now
        try await write { db in
            guard try Self.isHeld(claim, db) else { return }
            var diagnostics = try Self.job(claim.job, db).diagnostics
            guard !diagnostics.contains(diagnostic) else { return }
            diagnostics.append(diagnostic)
            try db.execute(
                sql: "UPDATE job SET diagnostics = ? WHERE id = ?",
                arguments: [try JSONText.encode(diagnostics), claim.job]
            )
            try Event.Kind.jobNoted(diagnostic).record(run: claim.run, job: claim.job, at: now, db)
        }
    }

    /// Records which files a claimed job is about to give their own names; only then may they get them.
    ///
    /// - Returns: Whether the claim still holds.
    package func seal(_ book: SealedBook, by claim: Claim) async throws -> Bool {
        try await write { db in
            guard try Self.isHeld(claim, db) else { return false }
            try db.execute(
                sql: "UPDATE job SET sealed = ? WHERE id = ?",
                arguments: [try JSONText.encode([book]), claim.job]
            )
            return true
        }
    }

    /// The files that a job that is not completed was about to give their own names when its last run ended.
    package func sealedBook(of job: Job.ID) async throws -> SealedBook? {
        try await read { db in
            let text = try String.fetchOne(db, sql: "SELECT sealed FROM job WHERE id = ?", arguments: [job]) ?? "[]"
            let books: [SealedBook] = try JSONText.decode(text, default: [])
            return books.first
        }
    }

    /// Publishes a sealed book and makes its job *completed*, while nobody else can write the queue.
    ///
    /// Between the look at the claim and the end of the transaction no other run can take the job over, and nobody can cancel
    /// it, so that what is published is always the claim's own. When the process dies in between, the files are known by what
    /// was sealed.
    ///
    /// - Parameters:
    ///   - book: What was sealed.
    ///   - hasGaps: Whether a pause stands in the place of some of its text.
    ///   - claim: The right to the job.
    ///   - publish: Gives the files their names; short, since it keeps every other writer waiting.
    /// - Returns: Whether it was done: not when the claim does not hold any more, and then nothing was published.
    /// - Throws: What `publish` throws, with nothing recorded, and `BatchError` of the store.
    package func complete(
        _ book: SealedBook,
        hasGaps: Bool = false,
        by claim: Claim,
        publish: @escaping @Sendable () throws -> Void = {}
    ) async throws -> Bool {
        let now = now
        return try await write { db in
            guard try Self.isHeld(claim, db) else { return false }
            try publish()
            let counters = "jobsCompleted = jobsCompleted + 1, jobsWithGaps = jobsWithGaps + ?"
            try Self.countInRun(of: claim.job, counters, [hasGaps], at: now, db)
            for (index, start) in book.chapterStarts.enumerated() {
                try db.execute(
                    sql: "UPDATE chapter SET startSeconds = ? WHERE jobID = ? AND ordinal = ?",
                    arguments: [start, claim.job, index + 1]
                )
            }
            try db.execute(
                sql: """
                    UPDATE job SET state = 'completed', runID = NULL, sealed = '[]', outputs = ?, audioSeconds = ?,
                      finishedAt = ?
                    WHERE id = ?
                    """,
                arguments: [try JSONText.encode(book.files.map(\.path)), book.audioSeconds, now, claim.job]
            )
            try Self.recordEnding(of: claim.job, run: claim.run, at: now, db)
            return true
        }
    }

    /// Makes a job *failed* or *blocked*, as the error's code says; its claimed segments become *pending* again.
    ///
    /// - Returns: Whether it did: not when the job is not held by this claim any more, such as cancelled meanwhile.
    @discardableResult
    package func stop(_ claim: Claim, error: BatchError) async throws -> Bool {
        let now = now
        return try await write { db in
            guard try Self.isHeld(claim, db) else { return false }
            let isOwnFault = error.code.blame == .job
            let counter = isOwnFault ? "jobsFailed" : "jobsBlocked"
            try Self.countInRun(of: claim.job, "\(counter) = \(counter) + 1", [], at: now, db)
            let ending: StatementArguments =
                isOwnFault ? [JobState.failed.rawValue, nil, now] : [JobState.blocked.rawValue, claim.run, nil]
            try db.execute(
                sql: """
                    UPDATE job SET state = ?, blockedByRun = ?, runID = NULL, finishedAt = ?, \(ErrorColumns.assignment)
                    WHERE id = ?
                    """,
                arguments: ending + ErrorColumns.values(error) + [claim.job]
            )
            try Self.recordEnding(of: claim.job, run: claim.run, at: now, db)
            return true
        }
    }

    /// Makes every waiting job *blocked* with the same error; one that is blocked for a reason of its own keeps that.
    ///
    /// - Returns: How many there were.
    package func blockWaitingJobs(error: BatchError, run: Run.ID) async throws -> Int {
        let now = now
        return try await write { db in
            let queued = try Job.ID.fetchAll(db, sql: "SELECT id FROM job WHERE state = 'queued' ORDER BY id")
            try db.execute(
                sql:
                    "UPDATE job SET state = 'blocked', blockedByRun = ?, \(ErrorColumns.assignment) WHERE state = 'queued'",
                arguments: [run] + ErrorColumns.values(error)
            )
            try db.execute(
                sql: """
                    UPDATE job SET blockedByRun = ?
                    WHERE state = 'blocked' AND (blockedByRun IS NULL OR blockedByRun <> ?)
                    """,
                arguments: [run, run]
            )
            let count = queued.count + db.changesCount
            try db.execute(
                sql: "UPDATE run SET jobsBlocked = jobsBlocked + ? WHERE id = ? AND state = 'running'",
                arguments: [count, run]
            )
            for job in queued { try Self.recordEnding(of: job, run: run, at: now, db) }
            return count
        }
    }

    /// Records what became of a job, as it stands now.
    static func recordEnding(of job: Job.ID, run: Run.ID?, at now: Int64, _ db: Database) throws {
        let ending = Event.JobEnding(try Self.job(job, db))
        try Event.Kind.jobEnded(ending).record(run: run, job: job, at: now, db)
    }
}
