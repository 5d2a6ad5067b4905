package import Core
internal import GRDB

extension JobStore {
    /// An accepted take with this key, if there is one.
    package func acceptedTake(key: String) async throws -> Take? {
        try await read { db in try Self.acceptedTake(key, db) }
    }

    /// Records takes and makes their segments *done* with them, all in one transaction with the jobs' counters.
    package func accept(_ takes: [AcceptedTake]) async throws {
        let now = now
        try await write { db in
            for take in takes { try Self.accept(take, now: now, db) }
        }
    }

    /// Without its claim a segment gets no take; a new one is kept all the same, for whoever asks for the same.
    private static func accept(_ take: AcceptedTake, now: Int64, _ db: Database) throws {
        let isHeld = try isHeld(take.claim, db)
        if take.rowState != .new, try acceptedTake(take.recording.key, db) == nil {
            guard isHeld else { return }
            // It was found damaged meanwhile, and its file is gone.
            let release = try db.cachedStatement(
                sql: "UPDATE segment SET state = 'pending' WHERE id = ? AND state = 'synthesizing'"
            )
            return try release.execute(arguments: [take.segment.id])
        }
        let id = try acceptedTakeID(of: take.recording, segment: take.segment.id, now: now, db)
        guard isHeld else { return }
        let finish = try db.cachedStatement(
            sql: """
                UPDATE segment SET state = 'done', takeID = ?, reused = ?
                WHERE id = ? AND state IN ('pending', 'synthesizing')
                """
        )
        let wasThere = take.rowState == .known
        let isReused = try wasThere && !Self.wasMade(id, for: take.segment.id, db)
        try finish.execute(arguments: [id, isReused, take.segment.id])
        let isNew = db.changesCount == 1
        try count(
            take.recording,
            of: take.segment,
            done: isNew ? 1 : 0,
            reused: isNew && isReused ? 1 : 0,
            there: isNew && wasThere ? 1 : 0,
            audio: isNew ? take.recording.audioSeconds : 0,
            isMade: take.rowState == .new,
            at: now,
            db
        )
        guard isNew else { return }
        let (run, job) = (take.claim.run, take.claim.job)
        let done = Event.Kind.segmentDone(
            segment: take.segment.ordinal,
            characters: take.segment.text.unicodeScalars.count,
            audioSeconds: take.recording.audioSeconds,
            reused: wasThere
        )
        try done.record(run: run, job: job, at: now, db)
        if let flag = take.flag {
            let flagged = Event.Kind.segmentFlagged(segment: take.segment.ordinal, error: flag)
            try flagged.record(run: run, job: job, at: now, db)
        }
    }

    /// Records a take that was just made and may yet be rejected, so that it is found again if the program dies before.
    ///
    /// It is counted only while the claim holds.
    package func keep(_ take: NewTake, for segment: Segment, by claim: Claim) async throws {
        let now = now
        try await write { db in
            _ = try Self.acceptedTakeID(of: take, segment: segment.id, now: now, db)
            guard try Self.isHeld(claim, db) else { return }
            try Self.count(take, of: segment, done: 0, reused: 0, there: 0, audio: 0, isMade: true, at: now, db)
        }
    }

    /// Records a rejected take and counts the attempt; the segment stays *synthesizing*.
    ///
    /// - Parameters:
    ///   - take: The take, with the reason.
    ///   - rowState: What the store knows of it.
    ///   - isWanted: Whether another segment still may use it, for which its row stays.
    ///   - segment: The segment it was made for.
    ///   - attempt: At which try it was made, counted from 1.
    ///   - claim: The right to the segment's job, without which nothing is counted.
    /// - Throws: `BatchError` of the store.
    package func reject(
        _ take: NewTake,
        rowState: TakeRowState,
        isWanted: Bool = false,
        for segment: Segment,
        attempt: Int,
        by claim: Claim
    ) async throws {
        let now = now
        try await write { db in
            // One that a segment uses already, flagged, stays.
            if rowState != .new, !isWanted {
                let withdraw = try db.cachedStatement(
                    sql: """
                        DELETE FROM take WHERE key = ? AND verdict = 'accepted'
                          AND NOT EXISTS (SELECT 1 FROM segment WHERE takeID = take.id)
                        """
                )
                try withdraw.execute(arguments: [take.key])
            }
            _ = try TakeRecord.insert(take, verdict: .rejected, segment: segment.id, at: now, db)
            guard try Self.isHeld(claim, db) else { return }
            let count = try db.cachedStatement(sql: "UPDATE segment SET attempts = attempts + 1 WHERE id = ?")
            try count.execute(arguments: [segment.id])
            let job = try db.cachedStatement(
                sql: """
                    UPDATE job SET takesRejected = takesRejected + 1, synthesisSeconds = synthesisSeconds + ?,
                      audioSecondsMade = audioSecondsMade + ?
                    WHERE id = ?
                    """
            )
            // The others were counted when they were made.
            let isMade = rowState == .new
            try job.execute(arguments: [
                isMade ? max(0, take.synthesisSeconds) : 0, isMade ? take.audioSeconds : 0, segment.jobID,
            ])
            try Self.countInRun(of: segment.jobID, "takesRejected = takesRejected + 1", [], at: now, db)
            guard let error = take.reason else { return }
            let event = Event.Kind.takeRejected(segment: segment.ordinal, attempt: attempt, error: error)
            try event.record(run: claim.run, job: segment.jobID, at: now, db)
        }
    }

    /// Makes done segments of a claimed job *pending* again, because their takes are not what it asks for any more.
    ///
    /// - Returns: The job as it stands then; nil when the claim does not hold any more.
    package func reopen(segments: [Segment.ID], by claim: Claim) async throws -> Job? {
        let now = now
        return try await write { db in
            guard try Self.isHeld(claim, db) else { return nil }
            for segment in segments { try Self.reopenSegment(segment, db) }
            let job = try Self.job(claim.job, db)
            let event = Event.Kind.jobReopened(Event.JobStart(job))
            try event.record(run: claim.run, job: job.id, at: now, db)
            return job
        }
    }

    private static func reopenSegment(_ segment: Segment.ID, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE job SET segmentsDone = segmentsDone - 1, charactersDone = charactersDone - used.characters,
                  takesAccepted = takesAccepted - 1, takesReused = takesReused - used.reused,
                  audioSeconds = max(0, audioSeconds - used.seconds)
                FROM (
                  SELECT segment.jobID, segment.characters, segment.reused,
                    CAST(take.samples AS REAL) / take.sampleRate AS seconds
                  FROM segment JOIN take ON take.id = segment.takeID
                  WHERE segment.id = ? AND segment.state = 'done') AS used
                WHERE job.id = used.jobID
                """,
            arguments: [segment]
        )
        guard db.changesCount == 1 else { return }
        try db.execute(
            sql: "UPDATE segment SET takeID = NULL, reused = 0, state = 'pending' WHERE id = ?",
            arguments: [segment]
        )
    }

    /// Forgets an accepted take whose file is gone or damaged; segments that use it become *pending*.
    ///
    /// - Parameters:
    ///   - key: The take's key.
    ///   - event: What is told of it with the claim's job.
    ///   - claim: The claim of whoever found it.
    /// - Throws: `BatchError` of the store.
    package func discardTake(key: String, event: Event.Kind? = nil, by claim: Claim? = nil) async throws {
        let now = now
        try await write { db in
            guard let take = try Self.acceptedTake(key, db) else { return }
            let users = try Job.ID.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT job.id FROM segment JOIN job ON job.id = jobID
                    WHERE takeID = ? AND job.state <> 'completed' ORDER BY job.id
                    """,
                arguments: [take.id]
            )
            // A completed book stands without its takes; every other job has to make this one again.
            try db.execute(
                sql: """
                    UPDATE job SET segmentsDone = segmentsDone - uses, charactersDone = charactersDone - characters_,
                      takesAccepted = takesAccepted - uses, takesReused = takesReused - reused,
                      audioSeconds = max(0, audioSeconds - uses * ?)
                    FROM (
                      SELECT jobID, count(*) AS uses, sum(characters) AS characters_, sum(reused) AS reused
                      FROM segment WHERE takeID = ? GROUP BY jobID) AS used
                    WHERE job.id = used.jobID AND job.state <> 'completed'
                    """,
                arguments: [take.recording.audioSeconds, take.id]
            )
            try db.execute(
                sql: """
                    UPDATE segment SET takeID = NULL, reused = 0,
                      state = iif((SELECT state FROM job WHERE id = jobID) = 'completed', 'done', 'pending')
                    WHERE takeID = ?
                    """,
                arguments: [take.id]
            )
            try db.execute(sql: "DELETE FROM take WHERE id = ?", arguments: [take.id])
            if let event, let claim { try event.record(run: claim.run, job: claim.job, at: now, db) }
            for user in users {
                let job = try Self.job(user, db)
                try Event.Kind.jobReopened(Event.JobStart(job)).record(run: job.runID, job: user, at: now, db)
            }
        }
    }

    /// Whether a take was made for this very segment, by a run that ended before it was heard.
    private static func wasMade(_ take: Take.ID, for segment: Segment.ID, _ db: Database) throws -> Bool {
        let maker = try db.cachedStatement(sql: "SELECT 1 FROM take WHERE id = ? AND segmentID = ?")
        return try Int.fetchOne(maker, arguments: [take, segment]) != nil
    }

    private static func acceptedTake(_ key: String, _ db: Database) throws -> Take? {
        let sql = "SELECT \(TakeRecord.columns) FROM take WHERE key = ? AND verdict = 'accepted'"
        return try db.cachedStatement(sql: sql).values([key], TakeRecord.take).first
    }

    /// The row of the recording with this key, which another segment of the same text may have made just now.
    private static func acceptedTakeID(
        of take: NewTake,
        segment: Segment.ID,
        now: Int64,
        _ db: Database
    ) throws -> Take.ID {
        guard let known = try acceptedTake(take.key, db) else {
            return try TakeRecord.insert(take, verdict: .accepted, segment: segment, at: now, db)
        }
        if known.recording.file == take.file && known.recording.checksum != take.checksum {
            // The file was just replaced by this recording, so the row has to tell of it.
            try db.execute(
                sql: "UPDATE take SET checksum = ?, samples = ?, sampleRate = ?, review = ?, flagged = ? WHERE id = ?",
                arguments: [
                    take.checksum, take.samples, take.sampleRate, try take.review.map(JSONText.encode), take.isFlagged,
                    known.id,
                ]
            )
        } else if let review = take.review, review != known.recording.review {
            // It was transcribed meanwhile, or judged by other limits.
            try db.execute(
                sql: "UPDATE take SET review = ?, flagged = ? WHERE id = ?",
                arguments: [try JSONText.encode(review), take.isFlagged, known.id]
            )
        }
        return known.id
    }
}

/// The counters on the rows of jobs and runs, kept in the transaction of what they count, so that nothing adds up
/// segments later and a run that was killed has its totals.
extension JobStore {
    /// Counts an accepted take; `isMade` says that a request was made for it.
    static func count(
        _ take: NewTake,
        of segment: Segment,
        done: Int,
        reused: Int,
        there: Int,
        audio: Double,
        isMade: Bool,
        at now: Int64,
        _ db: Database
    ) throws {
        let job = try db.cachedStatement(
            sql: """
                UPDATE job SET segmentsDone = segmentsDone + :done,
                  charactersDone = charactersDone
                    + :done * coalesce((SELECT characters FROM segment WHERE segment.id = :segment), 0),
                  takesAccepted = takesAccepted + :done, takesReused = takesReused + :reused,
                  audioSeconds = audioSeconds + :audio, synthesisSeconds = synthesisSeconds + :synthesis,
                  audioSecondsMade = audioSecondsMade + :made
                WHERE id = :job
                """
        )
        try job.execute(arguments: [
            "done": done, "segment": segment.id, "reused": reused, "audio": audio,
            "synthesis": isMade ? max(0, take.synthesisSeconds) : 0, "made": isMade ? take.audioSeconds : 0,
            "job": segment.jobID,
        ])
        try countInRun(
            of: segment.jobID,
            "segmentsDone = segmentsDone + ?, takesReused = takesReused + ?, audioSeconds = audioSeconds + ?",
            [done, there, isMade ? take.audioSeconds : 0],
            at: now,
            db
        )
    }

    /// Counts something in the run that holds a job, which is a sign of its life, too; nothing happens when none does.
    static func countInRun(
        of job: Job.ID,
        _ assignment: String,
        _ arguments: StatementArguments,
        at now: Int64,
        _ db: Database
    ) throws {
        let sql = """
            UPDATE run SET \(assignment), heartbeatAt = max(heartbeatAt, ?)
            WHERE id = (SELECT runID FROM job WHERE id = ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: arguments + [now, job])
    }
}
