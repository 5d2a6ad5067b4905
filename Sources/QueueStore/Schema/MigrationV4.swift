internal import GRDB

/// The fourth schema: a job may say how it is to be spoken, and what engines offer is remembered.
enum MigrationV4 {
    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE job ADD COLUMN instructions TEXT CHECK (instructions <> '');
                CREATE TABLE engine (
                  name TEXT NOT NULL,
                  model TEXT NOT NULL,
                  capabilities TEXT NOT NULL CHECK (json_valid(capabilities)),
                  seenAt INTEGER NOT NULL,
                  PRIMARY KEY (name, model)
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = 4
                """
        )
    }
}
