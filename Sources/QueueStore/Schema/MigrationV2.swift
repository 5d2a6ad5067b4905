internal import GRDB

/// The second schema: a job knows the files that it was about to give their names.
enum MigrationV2 {
    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE job ADD COLUMN sealed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sealed));
                PRAGMA user_version = 2
                """
        )
    }
}
