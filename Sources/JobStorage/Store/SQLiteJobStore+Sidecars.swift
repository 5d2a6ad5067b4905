package import BatchCore
internal import GRDB

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
                session.program, session.pid, session.port, session.instance, session.engine, session.model,
                try JSONText.encode(session.transitions), session.ending,
            ]
            try db.execute(
                sql: """
                    UPDATE sidecarSession SET program = ?, pid = ?, port = ?, instance = ?, engine = ?, model = ?,
                      transitions = ?, ending = ?, \(ErrorColumns.assignment)
                    WHERE id = ?
                    """,
                arguments: values + ErrorColumns.values(session.error) + [session.id]
            )
        }
    }
}
