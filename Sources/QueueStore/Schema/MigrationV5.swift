internal import GRDB

/// The fifth schema: a take knows what was measured of it, heard in it and found wrong with it.
///
/// A flagged take was accepted though something is wrong with it, because no better one could be had.
enum MigrationV5 {
    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE take ADD COLUMN review TEXT CHECK (review IS NULL OR json_valid(review));
                ALTER TABLE take ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0
                  CHECK (flagged IN (0, 1) AND (flagged = 0 OR (verdict = 'accepted' AND review IS NOT NULL)));
                CREATE INDEX takeFlagged ON take (id) WHERE flagged = 1;
                PRAGMA user_version = 5
                """
        )
    }
}
