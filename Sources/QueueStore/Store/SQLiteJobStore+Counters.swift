internal import Core
internal import GRDB

/// The counters on the rows of jobs and runs, kept in the transaction of what they count, so that nothing adds up
/// segments later and a run that was killed has its totals.
extension SQLiteJobStore {
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
