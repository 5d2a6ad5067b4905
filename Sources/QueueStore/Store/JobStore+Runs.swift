package import Core
package import Foundation
internal import GRDB

extension JobStore {
    /// Opens a run, after ending the runs of dead processes and giving their jobs and segments back to the queue.
    package func beginRun(profile: String, process: ProcessIdentity) async throws -> Run.ID {
        let now = now
        let liveness = liveness
        return try await write { db in
            try Self.end(try Self.openRuns(db).filter { liveness($0.process) == .dead }.map(\.sign.id), at: now, db)
            try db.execute(
                sql: """
                    INSERT INTO run (profile, state, pid, bootID, startTicks, startedAt, heartbeatAt)
                    VALUES (?, 'running', ?, ?, ?, ?, ?)
                    """,
                arguments: [profile, process.pid, process.bootID, process.startTicks, now, now]
            )
            let run = db.lastInsertedRowID
            try Event.Kind.runStarted(profile: profile).record(run: run, at: now, db)
            return run
        }
    }

    /// Says that the run is alive.
    ///
    /// - Returns: False when another run has ended this one and taken over its work.
    package func heartbeat(run: Run.ID) async throws -> Bool {
        let now = now
        return try await write { db in
            let sql = "UPDATE run SET heartbeatAt = max(?, heartbeatAt + 1) WHERE id = ? AND state = 'running'"
            try db.cachedStatement(sql: sql).execute(arguments: [now, run])
            return db.changesCount == 1
        }
    }

    /// Ends the runs of dead processes, and those of `silent`, and gives their jobs and segments back to the queue.
    ///
    /// - Parameter silent: Runs whose processes cannot be seen, which gave no sign of life for too long since this last one.
    /// - Returns: The open runs of other processes that cannot be seen.
    /// - Throws: `BatchError` of the store.
    package func endDeadRuns(silent: [Run.ID: Date] = [:]) async throws -> [UnseenRun] {
        let liveness = liveness
        let isOver: @Sendable (OpenRun) -> Bool = { run in
            switch liveness(run.process) {
            case .alive: false
            case .dead: true
            case .unseen: silent[run.sign.id] == run.sign.heartbeatAt
            }
        }
        // Most of the time there is nothing to end, and a look does not keep writers waiting.
        let open = try await read { db in try Self.openRuns(db) }
        if open.contains(where: isOver) {
            let now = now
            // Looked at anew: one may have given a sign of life since.
            try await write { db in try Self.end(try Self.openRuns(db).filter(isOver).map(\.sign.id), at: now, db) }
        }
        return open.filter { liveness($0.process) == .unseen && !isOver($0) }.map(\.sign)
    }

    package func endRun(_ run: Run.ID, state: RunState, exitCode: Int, error: BatchError?) async throws {
        let now = now
        try await write { db in
            let ending: StatementArguments = [state.rawValue, now, now, exitCode]
            try db.execute(
                sql: """
                    UPDATE run SET state = ?, endedAt = ?, heartbeatAt = ?, exitCode = ?, \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'running'
                    """,
                arguments: ending + ErrorColumns.values(error) + [run]
            )
            guard db.changesCount == 1 else { return }
            try Event.Kind.runEnded(state: state, exitCode: exitCode).record(run: run, at: now, db)
            try Self.releaseJobsOfEndedRuns(at: now, db)
        }
    }

    /// A run as it stands; its totals are counted while it works.
    package func run(_ id: Run.ID) async throws -> Run? {
        try await read { db in
            let sql = "SELECT \(RunRecord.columns) FROM run WHERE id = ?"
            return try db.cachedStatement(sql: sql).values([id], RunRecord.run).first
        }
    }

    /// Gives every job that the run holds back to the queue, with its claimed segments.
    package func releaseWork(of run: Run.ID) async throws {
        let now = now
        try await write { db in
            let held = try Job.ID.fetchAll(db, sql: "SELECT id FROM job WHERE runID = ? ORDER BY id", arguments: [run])
            try db.execute(sql: "UPDATE job SET state = 'queued', runID = NULL WHERE runID = ?", arguments: [run])
            for job in held { try Event.Kind.jobReleased.record(run: run, job: job, at: now, db) }
        }
    }

    /// A run that has not ended, as far as the store knows.
    private struct OpenRun: Sendable {
        var process: ProcessIdentity
        var sign: UnseenRun
    }

    private static func openRuns(_ db: Database) throws -> [OpenRun] {
        let sql = """
            SELECT pid, bootID, startTicks, id, heartbeatAt, EXISTS (SELECT 1 FROM job WHERE runID = run.id)
            FROM run WHERE state = 'running'
            """
        return try db.cachedStatement(sql: sql).values([]) { row in
            var columns = ColumnReader(row)
            let process = ProcessIdentity(
                pid: try columns.next(),
                bootID: try columns.next(),
                startTicks: try columns.next()
            )
            let sign = UnseenRun(
                id: try columns.next(),
                heartbeatAt: try columns.date(),
                holdsWork: try columns.next()
            )
            return OpenRun(process: process, sign: sign)
        }
    }

    /// Ends runs that can no longer do so themselves.
    private static func end(_ runs: [Run.ID], at now: Int64, _ db: Database) throws {
        for run in runs {
            // Its last sign of life is the last that is known of it.
            try db.execute(
                sql: """
                    UPDATE run SET state = 'stopped', endedAt = heartbeatAt, \(ErrorColumns.assignment)
                    WHERE id = ? AND state = 'running'
                    """,
                arguments: ErrorColumns.values(killed) + [run]
            )
            try Event.Kind.runEnded(state: .stopped, exitCode: nil).record(run: run, at: now, db)
            // Its sidecar ended with it, at a time that nobody saw.
            try db.execute(
                sql: """
                    UPDATE sidecarSession SET transitions = json_insert(transitions, '$[#]', json_object(
                      'status', 'offline',
                      'at', max(coalesce(json_extract(transitions, '$[#-1].at'), 0),
                        (SELECT heartbeatAt FROM run WHERE id = runID))))
                    WHERE runID = ?
                      AND coalesce(json_extract(transitions, '$[#-1].status'), '') NOT IN ('offline', 'error')
                    """,
                arguments: [run]
            )
        }
        try releaseJobsOfEndedRuns(at: now, db)
    }

    private static var killed: BatchError {
        BatchError(
            .runKilled,
            "The run ended without saying so: it was killed, memory ran out, or the machine went down.",
            remedy: "Run again: what was done is kept, and the rest goes on where it stopped."
        )
    }

    private static func releaseJobsOfEndedRuns(at now: Int64, _ db: Database) throws {
        let held = "runID IS NOT NULL AND runID NOT IN (SELECT id FROM run WHERE state = 'running')"
        let jobs = try Row.fetchAll(db, sql: "SELECT id, runID FROM job WHERE \(held) ORDER BY id")
        try db.execute(sql: "UPDATE job SET state = 'queued', runID = NULL WHERE \(held)")
        for job in jobs { try Event.Kind.jobReleased.record(run: job["runID"], job: job["id"], at: now, db) }
    }
}
