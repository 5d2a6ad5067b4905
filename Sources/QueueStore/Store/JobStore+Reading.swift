package import Core
internal import GRDB

extension JobStore {
    /// Jobs in any of `states`, in the order in which a run takes them; ended ones by id.
    package func jobs(in states: Set<JobState>) async throws -> [Job] {
        try await read { db in
            // Three queries in the order of an index each, so that nothing has to be sorted.
            var jobs: [Job] = []
            if states.contains(.running) {
                jobs += try Self.jobs(db, "WHERE state = 'running' ORDER BY priority DESC, id")
            }
            if states.contains(.queued) && states.contains(.blocked) {
                jobs += try Self.jobs(db, "WHERE state IN ('queued', 'blocked') ORDER BY priority DESC, id")
            } else if let waiting = states.first(where: { $0 == .queued || $0 == .blocked }) {
                let order = "AND state IN ('queued', 'blocked') ORDER BY priority DESC, id"
                jobs += try Self.jobs(db, "WHERE state = '\(waiting.rawValue)' \(order)")
            }
            let ended = states.intersection([.completed, .failed, .cancelled]).map { "'\($0.rawValue)'" }
            if !ended.isEmpty {
                jobs += try Self.jobs(db, "WHERE state IN (\(ended.sorted().joined(separator: ", "))) ORDER BY id")
            }
            return jobs
        }
    }

    /// - Throws: `BatchError` with `store.noSuchJob`.
    package func job(_ id: Job.ID) async throws -> Job {
        try await read { db in try Self.job(id, db) }
    }

    /// The job that put its book where a completed one had put its own, the last where there are several.
    ///
    /// - Parameter job: A completed job.
    /// - Returns: Its number; nil while no job of this queue did so.
    /// - Throws: `BatchError` with a `store.…` code.
    package func successor(of job: Job) async throws -> Job.ID? {
        guard let output = job.outputs.first else { return nil }
        return try await read { db in
            let sql = """
                SELECT later.id FROM job JOIN job AS later
                ON (later.finishedAt, later.id) > (job.finishedAt, job.id) AND later.state = 'completed'
                WHERE job.id = ? AND json_extract(later.outputs, '$[0]') = ?
                ORDER BY later.finishedAt DESC, later.id DESC LIMIT 1
                """
            return try Job.ID.fetchOne(db, sql: sql, arguments: [job.id, output])
        }
    }

    package func chapters(of job: Job.ID) async throws -> [Chapter] {
        try await read { db in
            let sql =
                "SELECT id, jobID, ordinal, title, segments, startSeconds FROM chapter WHERE jobID = ? ORDER BY ordinal"
            return try db.makeStatement(sql: sql).values([job]) { row in
                var columns = ColumnReader(row)
                return Chapter(
                    id: try columns.next(),
                    jobID: try columns.next(),
                    ordinal: try columns.next(),
                    title: try columns.next(),
                    segments: try columns.next(),
                    startSeconds: try columns.next()
                )
            }
        }
    }

    /// All segments in book order.
    package func segments(of job: Job.ID) async throws -> [Segment] {
        try await read { db in
            let sql = "SELECT \(SegmentRecord.columns) FROM segment WHERE jobID = ? ORDER BY ordinal"
            return try db.makeStatement(sql: sql).values([job], SegmentRecord.segment)
        }
    }

    /// All takes made for the job's segments or used by them, rejected ones too, each once: by segment, in the order in which
    /// they were settled.
    package func takes(of job: Job.ID) async throws -> [Take] {
        try await read { db in
            // A take stands with the segment of this job that it was made for, or else with the first that uses it.
            let sql = """
                SELECT \(TakeRecord.columns) FROM take JOIN (
                  SELECT takeID, min(place) AS place FROM (
                    SELECT take.id AS takeID, segment.ordinal AS place
                    FROM segment JOIN take ON take.segmentID = segment.id WHERE segment.jobID = :job
                    UNION ALL
                    SELECT takeID, ordinal FROM segment
                    WHERE jobID = :job AND takeID IS NOT NULL
                      AND NOT EXISTS (
                        SELECT 1 FROM take JOIN segment AS maker ON maker.id = take.segmentID
                        WHERE take.id = segment.takeID AND maker.jobID = :job)
                  ) GROUP BY takeID
                ) AS used ON used.takeID = take.id
                ORDER BY used.place, take.id
                """
            return try db.makeStatement(sql: sql).values(["job": job], TakeRecord.take)
        }
    }

    /// The next done segments in book order with their takes, from `ordinal` up to the first segment that is not done.
    package func playableSegments(of job: Job.ID, from ordinal: Int, limit: Int) async throws -> [PlayableSegment] {
        try await read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT segment.ordinal, segment.chapter, chapter.title, segment.boundary, take.id,
                      \(TakeRecord.recordingColumns)
                    FROM segment
                    JOIN chapter ON chapter.jobID = segment.jobID AND chapter.ordinal = segment.chapter
                    LEFT JOIN take ON take.id = segment.takeID
                    WHERE segment.jobID = ? AND segment.ordinal >= ? ORDER BY segment.ordinal LIMIT ?
                    """
            )
            let rows = try Row.fetchCursor(statement, arguments: [job, ordinal, limit])
            var segments: [PlayableSegment] = []
            while let row = try rows.next() {
                guard let segment = try Self.playableSegment(from: row) else { break }
                segments.append(segment)
            }
            return segments
        }
    }

    /// The latest runs, newest first.
    package func runs(limit: Int) async throws -> [Run] {
        try await read { db in
            let sql = "SELECT \(RunRecord.columns) FROM run ORDER BY id DESC LIMIT ?"
            return try db.makeStatement(sql: sql).values([limit], RunRecord.run)
        }
    }

    /// The latest sidecar sessions, newest first.
    package func sidecarSessions(limit: Int) async throws -> [SidecarSession] {
        try await read { db in
            let sql = "SELECT \(SidecarSessionRecord.columns) FROM sidecarSession ORDER BY id DESC LIMIT ?"
            return try db.makeStatement(sql: sql).values([limit], SidecarSessionRecord.session)
        }
    }

    static func job(_ id: Job.ID, _ db: Database) throws -> Job {
        guard let job = try jobs(db, "WHERE id = ?", [id]).first else {
            throw BatchError(
                .storeNoSuchJob,
                "There is no job \(id) in the queue.",
                remedy: "See the jobs with `qwen-batch list`.",
                details: ["job": "\(id)"]
            )
        }
        return job
    }

    static func jobs(_ db: Database, _ condition: String, _ arguments: StatementArguments = []) throws -> [Job] {
        var jobs = try db.cachedStatement(sql: "SELECT \(JobRecord.columns) FROM job \(condition)").values(
            arguments,
            JobRecord.job
        )
        let flagged = try flaggedSegments(db)
        guard !flagged.isEmpty else { return jobs }
        for index in jobs.indices { jobs[index].progress.segmentsFlagged = flagged[jobs[index].id] ?? 0 }
        return jobs
    }

    /// A segment with its take; nil when it has none.
    private static func playableSegment(from row: Row) throws -> PlayableSegment? {
        var columns = ColumnReader(row)
        let ordinal: Int = try columns.next()
        let chapter: Int = try columns.next()
        let title: String? = try columns.next()
        let boundary: Boundary = try columns.word()
        let take: Take.ID? = try columns.next()
        guard take != nil else { return nil }
        return PlayableSegment(
            ordinal: ordinal,
            chapter: chapter,
            chapterTitle: title,
            boundary: boundary,
            take: try TakeRecord.recording(&columns)
        )
    }

    /// How many segments of each job have a flagged take; few have any.
    private static func flaggedSegments(_ db: Database) throws -> [Job.ID: Int] {
        let sql = """
            SELECT segment.jobID, count(*) FROM take JOIN segment ON segment.takeID = take.id
            WHERE take.flagged = 1 GROUP BY segment.jobID
            """
        let counts = try db.cachedStatement(sql: sql).values([]) { row in
            var columns = ColumnReader(row)
            let job: Job.ID = try columns.next()
            return (job, try columns.next() as Int)
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }
}
