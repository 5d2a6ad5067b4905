internal import Core
internal import Foundation
internal import GRDB

/// The versions of the queue file's schema, and the way from an older one to the newest.
///
/// A migration is never edited once shipped.
enum StoreSchema {
    /// The last migration this program knows, which the file holds as its `user_version`.
    static let version = 6
    /// Marks a SQLite file as a queue of this program: "QWJB".
    static let applicationID = 0x5157_4A42
    /// How often an open is tried while another process creates the same file.
    private static let attempts = 20

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1", migrate: MigrationV1.migrate)
        migrator.registerMigration("v2", migrate: MigrationV2.migrate)
        migrator.registerMigration("v3", migrate: MigrationV3.migrate)
        migrator.registerMigration("v4", migrate: MigrationV4.migrate)
        migrator.registerMigration("v5", migrate: MigrationV5.migrate)
        migrator.registerMigration("v6", migrate: MigrationV6.migrate)
        return migrator
    }

    /// Brings a file to the newest schema, and refuses one that is not ours or that is ahead of this program.
    static func prepare(_ database: DatabaseQueue, file: URL) throws {
        for attempt in 1... {
            let isReady = try database.read { db in try checkIsReady(db, file: file) }
            guard !isReady else { return }
            do {
                return try migrator.migrate(database)
            } catch let error as DatabaseError where attempt < attempts && isRace(error) {
                // Another process created the same file at the same time; look again at what it left.
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }

    /// Whether nothing is left to migrate.
    private static func checkIsReady(_ db: Database, file: URL) throws -> Bool {
        let mark = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('grdb_migrations')"
        )
        guard mark == applicationID || (mark == 0 && tables == 0) else {
            throw StoreTrouble.notAQueue(file)
        }
        let fileVersion = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard try fileVersion <= version && !migrator.hasBeenSuperseded(db) else {
            throw StoreTrouble.newer(file, version: fileVersion)
        }
        return try migrator.hasCompletedMigrations(db)
    }

    /// Whether a migration failed in a way that a second process migrating explains: a table or a row is there already.
    private static func isRace(_ error: DatabaseError) -> Bool {
        [.SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_BUSY, .SQLITE_SCHEMA].contains(error.resultCode)
    }
}
