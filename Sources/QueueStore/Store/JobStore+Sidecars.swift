package import Core
internal import Foundation
internal import GRDB
internal import LocalSystem

extension JobStore {
    /// Opens the record of a sidecar's life.
    ///
    /// - Parameters:
    ///   - run: The run that starts it.
    ///   - program: Its path.
    ///   - transitions: The status that it begins with.
    ///   - event: What is told of it.
    /// - Returns: The record.
    /// - Throws: `BatchError` of the store.
    package func beginSidecarSession(
        run: Run.ID,
        program: String,
        transitions: [SidecarSession.Transition] = [],
        after event: SidecarEvent? = nil
    ) async throws -> SidecarSession {
        let now = now
        return try await write { db in
            try db.execute(
                sql: "INSERT INTO sidecarSession (runID, program, transitions) VALUES (?, ?, ?)",
                arguments: [run, program, try JSONText.encode(transitions)]
            )
            let id = db.lastInsertedRowID
            if let event { try Event.Kind.sidecar(event).record(run: run, at: now, db) }
            return SidecarSession(id: id, runID: run, program: program, transitions: transitions)
        }
    }

    /// Replaces the record of a sidecar's life, and tells what happened to it.
    package func update(_ session: SidecarSession, after event: SidecarEvent) async throws {
        let now = now
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
            try Event.Kind.sidecar(event).record(run: session.runID, at: now, db)
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

    /// Remembers what an engine offers, for whoever plans while it does not run.
    package func remember(_ capabilities: SpeechCapabilities) async throws {
        let now = now
        let text = String(decoding: try JSONEncoder().encode(capabilities), as: UTF8.self)
        try await write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO engine (name, model, capabilities, seenAt) VALUES (?, ?, ?, ?)",
                arguments: [capabilities.engine, capabilities.model, text, now]
            )
        }
    }

    /// What an engine offered when it was last online; nil when it never was.
    ///
    /// - Parameters:
    ///   - engine: Its name, such as `qwen`.
    ///   - model: The model's name; nil takes the one that was online last.
    /// - Returns: nil also for what another version of this program remembered in another form.
    /// - Throws: `BatchError` of the store.
    package func rememberedCapabilities(of engine: String, model: String?) async throws -> SpeechCapabilities? {
        let text = try await read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT capabilities FROM engine WHERE name = :name AND model = coalesce(:model, model)
                    ORDER BY seenAt DESC LIMIT 1
                    """,
                arguments: ["name": engine, "model": model]
            )
        }
        return text.flatMap { try? JSONDecoder().decode(SpeechCapabilities.self, from: Data($0.utf8)) }
    }
}
