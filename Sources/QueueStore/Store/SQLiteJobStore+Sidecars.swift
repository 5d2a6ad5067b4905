package import Core
internal import GRDB
internal import LocalSystem

extension SQLiteJobStore {
    package func beginSidecarSession(run: Run.ID, program: String) async throws -> SidecarSession {
        try await write { db in
            try db.execute(sql: "INSERT INTO sidecarSession (runID, program) VALUES (?, ?)", arguments: [run, program])
            return SidecarSession(id: db.lastInsertedRowID, runID: run, program: program)
        }
    }

    package func update(_ session: SidecarSession) async throws {
        try await write { db in
            let values: StatementArguments = [
                session.program, session.pid, session.startTicks, session.port, session.instance, session.engine,
                session.model, try JSONText.encode(session.transitions), session.ending,
            ]
            try db.execute(
                sql: """
                    UPDATE sidecarSession SET program = ?, pid = ?, startTicks = ?, port = ?, instance = ?, engine = ?,
                      model = ?, transitions = ?, ending = ?, \(ErrorColumns.assignment)
                    WHERE id = ?
                    """,
                arguments: values + ErrorColumns.values(session.error) + [session.id]
            )
        }
    }

    /// The sidecars of ended runs whose end nobody recorded and whose processes still live.
    package func leftoverSidecars() async throws -> [LeftoverSidecar] {
        let liveness = liveness
        return try await read { db in
            let sql = """
                SELECT sidecarSession.id, sidecarSession.pid, run.bootID, sidecarSession.startTicks,
                  program
                FROM sidecarSession JOIN run ON run.id = runID
                WHERE run.state <> 'running' AND ending IS NULL AND sidecarSession.startTicks IS NOT NULL
                """
            return try db.makeStatement(sql: sql).values([]) { row in
                var columns = ColumnReader(row)
                return LeftoverSidecar(
                    id: try columns.next(),
                    process: ProcessIdentity(
                        pid: try columns.next(),
                        bootID: try columns.next(),
                        startTicks: try columns.next()
                    ),
                    program: try columns.next()
                )
            }
        }.filter { liveness($0.process) == .alive || $0.process.hasOrphans(of: $0.program) }
    }

    /// Records how a sidecar ended that its run left behind.
    package func end(_ leftover: LeftoverSidecar, ending: String) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE sidecarSession SET ending = ? WHERE id = ?",
                arguments: [ending, leftover.id]
            )
        }
    }
}
