internal import GRDB

/// The first schema: jobs with their chapters, segments and takes, and the runs that worked on them.
///
/// Times are whole milliseconds since 1970. An error is four columns that are all null or all set. JSON columns hold
/// arrays or objects of strings.
enum MigrationV1 {
    static func migrate(_ db: Database) throws {
        for statement in [run, job, chapter, segment, take, sidecarSession] + indexes + triggers {
            try db.execute(sql: statement)
        }
        try db.execute(sql: "PRAGMA application_id = \(0x5157_4A42); PRAGMA user_version = 1")
    }

    private static let errorColumns = """
        errorCode TEXT CHECK (errorCode GLOB '?*.?*'),
        errorMessage TEXT CHECK ((errorMessage IS NULL) = (errorCode IS NULL)),
        errorRemedy TEXT CHECK ((errorRemedy IS NULL) = (errorCode IS NULL)),
        errorDetails TEXT CHECK ((errorDetails IS NULL) = (errorCode IS NULL))
          CHECK (errorDetails IS NULL OR json_valid(errorDetails))
        """

    private static let run = """
        CREATE TABLE run (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          profile TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('running', 'drained', 'stopped', 'failed')),
          pid INTEGER NOT NULL,
          bootID TEXT NOT NULL,
          startTicks INTEGER NOT NULL,
          startedAt INTEGER NOT NULL,
          heartbeatAt INTEGER NOT NULL,
          endedAt INTEGER CHECK ((endedAt IS NULL) = (state = 'running')),
          exitCode INTEGER CHECK (exitCode IS NULL OR state <> 'running'),
          jobsCompleted INTEGER NOT NULL DEFAULT 0 CHECK (jobsCompleted >= 0),
          jobsFailed INTEGER NOT NULL DEFAULT 0 CHECK (jobsFailed >= 0),
          jobsBlocked INTEGER NOT NULL DEFAULT 0 CHECK (jobsBlocked >= 0),
          segmentsDone INTEGER NOT NULL DEFAULT 0 CHECK (segmentsDone >= 0),
          takesRejected INTEGER NOT NULL DEFAULT 0 CHECK (takesRejected >= 0),
          takesReused INTEGER NOT NULL DEFAULT 0 CHECK (takesReused >= 0),
          audioSeconds REAL NOT NULL DEFAULT 0 CHECK (audioSeconds >= 0),
          \(errorColumns)
        ) STRICT
        """

    private static let job = """
        CREATE TABLE job (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          source TEXT NOT NULL CHECK (source <> ''),
          fingerprint TEXT NOT NULL CHECK (fingerprint <> ''),
          title TEXT NOT NULL,
          author TEXT,
          voice TEXT,
          language TEXT,
          speed REAL CHECK (speed > 0),
          seed INTEGER,
          format TEXT,
          chapterFiles INTEGER NOT NULL CHECK (chapterFiles IN (0, 1)),
          overwrite INTEGER NOT NULL CHECK (overwrite IN (0, 1)),
          outputBase TEXT NOT NULL CHECK (outputBase <> ''),
          priority INTEGER NOT NULL,
          state TEXT NOT NULL DEFAULT 'queued'
            CHECK (state IN ('queued', 'running', 'completed', 'failed', 'blocked', 'cancelled')),
          diagnostics TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(diagnostics)),
          attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          chapters INTEGER NOT NULL CHECK (chapters > 0),
          segments INTEGER NOT NULL CHECK (segments > 0),
          segmentsDone INTEGER NOT NULL DEFAULT 0 CHECK (segmentsDone >= 0),
          segmentsFailed INTEGER NOT NULL DEFAULT 0 CHECK (segmentsFailed >= 0),
          characters INTEGER NOT NULL CHECK (characters > 0),
          charactersDone INTEGER NOT NULL DEFAULT 0 CHECK (charactersDone BETWEEN 0 AND characters),
          takesAccepted INTEGER NOT NULL DEFAULT 0 CHECK (takesAccepted >= 0),
          takesRejected INTEGER NOT NULL DEFAULT 0 CHECK (takesRejected >= 0),
          takesReused INTEGER NOT NULL DEFAULT 0 CHECK (takesReused BETWEEN 0 AND takesAccepted),
          audioSeconds REAL NOT NULL DEFAULT 0 CHECK (audioSeconds >= 0),
          synthesisSeconds REAL NOT NULL DEFAULT 0 CHECK (synthesisSeconds >= 0),
          audioSecondsMade REAL NOT NULL DEFAULT 0 CHECK (audioSecondsMade >= 0),
          runID INTEGER REFERENCES run (id) CHECK ((runID IS NULL) = (state <> 'running')),
          blockedByRun INTEGER REFERENCES run (id) CHECK (blockedByRun IS NULL OR state = 'blocked'),
          outputs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(outputs)),
          createdAt INTEGER NOT NULL,
          startedAt INTEGER CHECK (startedAt IS NOT NULL OR state NOT IN ('running', 'completed', 'failed')),
          finishedAt INTEGER CHECK ((finishedAt IS NULL) = (state IN ('queued', 'running', 'blocked'))),
          \(errorColumns),
          CHECK (segmentsDone + segmentsFailed <= segments),
          CHECK ((errorCode IS NOT NULL) = (state IN ('failed', 'blocked'))),
          CHECK (state <> 'completed' OR segmentsDone = segments)
        ) STRICT
        """

    private static let chapter = """
        CREATE TABLE chapter (
          id INTEGER PRIMARY KEY,
          jobID INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
          ordinal INTEGER NOT NULL CHECK (ordinal > 0),
          title TEXT,
          segments INTEGER NOT NULL CHECK (segments >= 0),
          startSeconds REAL CHECK (startSeconds >= 0),
          UNIQUE (jobID, ordinal)
        ) STRICT
        """

    /// A done segment has its take, save in a completed job, whose takes need not be kept.
    private static let segment = """
        CREATE TABLE segment (
          id INTEGER PRIMARY KEY,
          jobID INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
          chapter INTEGER NOT NULL,
          ordinal INTEGER NOT NULL CHECK (ordinal > 0),
          text TEXT NOT NULL CHECK (text <> ''),
          characters INTEGER NOT NULL CHECK (characters > 0),
          rangeStart INTEGER NOT NULL CHECK (rangeStart >= 0),
          rangeEnd INTEGER NOT NULL CHECK (rangeEnd >= rangeStart),
          boundary TEXT NOT NULL
            CHECK (boundary IN ('clause', 'sentence', 'paragraph', 'heading', 'sceneBreak', 'chapter')),
          state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'synthesizing', 'done', 'failed')),
          attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          takeID INTEGER REFERENCES take (id) CHECK (takeID IS NULL OR state = 'done'),
          reused INTEGER NOT NULL DEFAULT 0 CHECK (reused IN (0, 1) AND (reused = 0 OR state = 'done')),
          \(errorColumns),
          CHECK ((errorCode IS NOT NULL) = (state = 'failed')),
          UNIQUE (jobID, ordinal),
          FOREIGN KEY (jobID, chapter) REFERENCES chapter (jobID, ordinal) ON DELETE CASCADE
        ) STRICT
        """

    private static let take = """
        CREATE TABLE take (
          id INTEGER PRIMARY KEY,
          segmentID INTEGER REFERENCES segment (id) ON DELETE SET NULL,
          key TEXT NOT NULL CHECK (key <> ''),
          verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
          file TEXT CHECK (file <> '') CHECK (file IS NOT NULL OR verdict = 'rejected'),
          checksum TEXT CHECK (checksum IS NOT NULL OR verdict = 'rejected'),
          samples INTEGER NOT NULL CHECK (samples >= 0),
          sampleRate INTEGER NOT NULL CHECK (sampleRate >= 0),
          seed INTEGER NOT NULL,
          synthesisSeconds REAL NOT NULL CHECK (synthesisSeconds >= 0),
          createdAt INTEGER NOT NULL,
          \(errorColumns),
          CHECK ((errorCode IS NOT NULL) = (verdict = 'rejected'))
        ) STRICT
        """

    private static let sidecarSession = """
        CREATE TABLE sidecarSession (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          runID INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
          program TEXT NOT NULL,
          pid INTEGER,
          port INTEGER CHECK (port BETWEEN 1 AND 65535),
          instance TEXT,
          engine TEXT,
          model TEXT,
          transitions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(transitions)),
          ending TEXT,
          \(errorColumns)
        ) STRICT
        """

    /// The partial ones hold only what waits, in the order in which it is claimed, so a claim is one look-up.
    private static let indexes = [
        """
        CREATE INDEX jobToClaim ON job (priority DESC, id, blockedByRun, state) WHERE state IN ('queued', 'blocked')
        """,
        "CREATE INDEX jobHeld ON job (runID) WHERE runID IS NOT NULL",
        "CREATE INDEX jobByFingerprint ON job (fingerprint)",
        "CREATE UNIQUE INDEX jobOutput ON job (outputBase) WHERE state IN ('queued', 'running', 'blocked')",
        "CREATE INDEX segmentToClaim ON segment (jobID, ordinal) WHERE state = 'pending'",
        "CREATE INDEX segmentClaimed ON segment (jobID) WHERE state = 'synthesizing'",
        "CREATE INDEX segmentByTake ON segment (takeID) WHERE takeID IS NOT NULL",
        "CREATE UNIQUE INDEX takeAccepted ON take (key) WHERE verdict = 'accepted'",
        "CREATE INDEX takeBySegment ON take (segmentID) WHERE segmentID IS NOT NULL",
        "CREATE INDEX runAlive ON run (id) WHERE state = 'running'",
    ]

    /// They refuse every change of state that the words of the design do not allow, and free the segments of a job
    /// that nobody holds any more.
    private static let triggers = [
        """
        CREATE TRIGGER jobTransition BEFORE UPDATE OF state ON job
        WHEN OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN (
          'queued running', 'queued blocked', 'queued cancelled',
          'running queued', 'running completed', 'running failed', 'running blocked', 'running cancelled',
          'blocked queued', 'blocked running', 'blocked cancelled',
          'failed queued', 'cancelled queued')
        BEGIN SELECT RAISE (ABORT, 'a job cannot change its state like that'); END
        """,
        """
        CREATE TRIGGER jobFreesSegments AFTER UPDATE OF state ON job
        WHEN OLD.state = 'running' AND NEW.state <> 'running'
        BEGIN UPDATE segment SET state = 'pending' WHERE jobID = NEW.id AND state = 'synthesizing'; END
        """,
        """
        CREATE TRIGGER segmentTransition BEFORE UPDATE OF state ON segment
        WHEN OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN (
          'pending synthesizing', 'pending done', 'synthesizing pending', 'synthesizing done', 'synthesizing failed',
          'done pending', 'failed pending')
        BEGIN SELECT RAISE (ABORT, 'a segment cannot change its state like that'); END
        """,
        """
        CREATE TRIGGER segmentDone BEFORE UPDATE OF state ON segment
        WHEN NEW.state = 'done' AND OLD.state <> 'done' AND NEW.takeID IS NULL
        BEGIN SELECT RAISE (ABORT, 'a segment is done with a take'); END
        """,
        """
        CREATE TRIGGER runTransition BEFORE UPDATE OF state ON run
        WHEN OLD.state <> NEW.state AND OLD.state <> 'running'
        BEGIN SELECT RAISE (ABORT, 'a run ends once'); END
        """,
    ]
}

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

/// The sixth schema: what happens is told in a table of events, and a book may have gaps.
///
/// An event's job and run may be gone by now, so that they are no references. The newest events are kept.
enum MigrationV6 {
    /// How many events are kept: a novel has some thousands.
    private static let kept = 50_000

    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE event (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  at INTEGER NOT NULL,
                  runID INTEGER,
                  jobID INTEGER,
                  kind TEXT NOT NULL CHECK (json_valid(kind))
                ) STRICT;
                CREATE TRIGGER eventsAreBounded AFTER INSERT ON event WHEN NEW.id % 500 = 0
                BEGIN DELETE FROM event WHERE id <= NEW.id - \(kept); END;
                ALTER TABLE job ADD COLUMN gaps TEXT CHECK (gaps IN ('refuse', 'allow'));
                ALTER TABLE run ADD COLUMN jobsWithGaps INTEGER NOT NULL DEFAULT 0 CHECK (jobsWithGaps >= 0);
                PRAGMA user_version = 6
                """
        )
    }
}
