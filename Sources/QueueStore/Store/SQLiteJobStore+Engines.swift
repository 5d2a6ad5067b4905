package import Core
internal import Foundation
internal import GRDB

extension SQLiteJobStore {
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
