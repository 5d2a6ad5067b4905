internal import Core
internal import Foundation
internal import GRDB
internal import LocalSystem

extension JobStore {
    /// Makes a checked copy of the whole queue when the last one is not of the last hour, or in any case.
    ///
    /// - Throws: `BatchError` with `store.corrupt` when the check finds damage; other errors when no copy could be made.
    package func backUp(evenIfRecent: Bool) async throws {
        let backups = StoreBackups(of: file)
        let now = clock()
        let file = file
        let source = database
        do {
            // It copies and checks the whole queue.
            try await BlockingWork.run {
                try backups.add(at: now, evenIfRecent: evenIfRecent) { place in
                    let copy = try DatabaseQueue(path: place.path)
                    try source.backup(to: copy)
                    // The copy may be looked at for as long as it takes.
                    try copy.read { db in try Self.requireSound(db, file: file) }
                    try copy.close()
                }
            }
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }

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

    /// Makes sure of it before anything is changed; takes about a second for a hundred thousand jobs.
    ///
    /// - Throws: `store.corrupt` with the first of the problems.
    package func requireSound() async throws {
        let file = file
        try await read { db in try Self.requireSound(db, file: file) }
    }

    /// The same for a copy, page by page, of the queue's file, which is damaged in the same places.
    static func requireSound(_ db: Database, file: URL) throws {
        let problems = try integrityProblems(db)
        guard let first = problems.first else { return }
        throw StoreTrouble.corrupt(file, finding: "\(problems.count) findings, the first: \(first)")
    }

    @Sendable static func integrityProblems(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            + Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(20).map(\.description)
    }
}
