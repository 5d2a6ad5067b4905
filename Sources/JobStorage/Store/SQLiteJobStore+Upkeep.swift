package import BatchCore
internal import GRDB

extension SQLiteJobStore {
    /// The files of all takes that are known, as paths inside the takes folder; any other file there is litter.
    package func takeFiles() async throws -> Set<String> {
        try await read { db in
            try String.fetchSet(db, sql: "SELECT file FROM take WHERE file IS NOT NULL")
        }
    }

    /// Forgets every take that no segment uses and that tells nothing about one.
    ///
    /// - Returns: Their files, as paths inside the takes folder.
    package func removeUnusedTakes() async throws -> [String] {
        try await write { db in
            let unused = try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM take
                    WHERE segmentID IS NULL AND NOT EXISTS (SELECT 1 FROM segment WHERE takeID = take.id)
                    """
            )
            return try Self.deleteUnused(unused, db)
        }
    }

    /// What SQLite's own checks find wrong with the file; empty when it is sound.
    package func integrityProblems() async throws -> [String] {
        try await read(Self.integrityProblems)
    }

    /// The error of a queue in which those checks found something.
    package func corrupt(_ finding: String) -> BatchError { StoreTrouble.corrupt(file, finding: finding) }

    @Sendable static func integrityProblems(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            + Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(20).map(\.description)
    }
}
