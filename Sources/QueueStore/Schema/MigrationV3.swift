internal import GRDB

/// The third schema: a sidecar's process can be told from another that got its id later.
enum MigrationV3 {
    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE sidecarSession ADD COLUMN startTicks INTEGER;
                PRAGMA user_version = 3
                """
        )
    }
}
