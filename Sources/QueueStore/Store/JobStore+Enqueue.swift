package import Core
internal import Foundation
internal import GRDB

extension JobStore {
    /// Adds jobs in one transaction, each whole or not at all.
    ///
    /// A job whose fingerprint is in the queue already is not added, unless `allowingDuplicates`.
    /// An output base that another waiting job writes to gets a number (`book-2`).
    /// - Returns: One outcome per job, in order.
    package func enqueue(_ jobs: [NewJob], allowingDuplicates: Bool) async throws -> [EnqueueOutcome] {
        for job in jobs where job.chapters.allSatisfy({ $0.segments.isEmpty }) {
            throw BatchError(
                .inputEmpty,
                "\(job.source) has no text to speak.",
                remedy: "Check that it is the right file, and that its text is not only markup.",
                details: ["source": job.source]
            )
        }
        let now = now
        return try await write { db in
            var writer = try JobWriter(db, now: now)
            return try jobs.map { try writer.enqueue($0, allowingDuplicates: allowingDuplicates) }
        }
    }
}

/// Adds jobs inside a transaction, with statements that are prepared once for all of them.
struct JobWriter {
    private let now: Int64
    private let createdAt: Date
    private let db: Database
    private let insertJob: Statement
    private let insertChapter: Statement
    private let insertSegment: Statement
    private let findDuplicate: Statement
    private var outputs: OutputNames

    init(_ db: Database, now: Int64) throws {
        self.db = db
        self.now = now
        createdAt = Date(milliseconds: now)
        insertJob = try db.cachedStatement(
            sql: """
                INSERT INTO job (source, fingerprint, title, author, voice, language, instructions, speed, seed, format,
                  chapterFiles, overwrite, gaps, outputBase, priority, diagnostics, chapters, segments, characters,
                  createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        insertChapter = try db.cachedStatement(
            sql: "INSERT INTO chapter (jobID, ordinal, title, segments) VALUES (?, ?, ?, ?)"
        )
        insertSegment = try db.cachedStatement(
            sql: """
                INSERT INTO segment (jobID, chapter, ordinal, text, characters, rangeStart, rangeEnd, boundary)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        findDuplicate = try db.cachedStatement(
            sql: "SELECT id FROM job WHERE fingerprint = ? AND state <> 'cancelled' ORDER BY id LIMIT 1"
        )
        outputs = try OutputNames(db)
    }

    mutating func enqueue(_ job: NewJob, allowingDuplicates: Bool) throws -> EnqueueOutcome {
        if !allowingDuplicates, let id = try Job.ID.fetchOne(findDuplicate, arguments: [job.fingerprint]) {
            return .duplicate(try JobStore.job(id, db))
        }
        let outputBase = try outputs.free(job.outputBase)
        let characters = job.chapters.flatMap { $0.segments.map(\.text.unicodeScalars.count) }
        let progress = JobProgress(
            chapters: job.chapters.count,
            segments: characters.count,
            characters: characters.reduce(0, +)
        )
        let id = try insert(job, outputBase: outputBase, progress: progress)
        try insertText(of: job, id: id, characters: characters)
        try Event.Kind.jobAdded(title: job.title).record(job: id, at: now, db)
        return .added(
            Job(
                id: id,
                source: job.source,
                title: job.title,
                author: job.author,
                options: job.options,
                outputBase: outputBase,
                priority: job.priority,
                state: .queued,
                error: nil,
                diagnostics: job.diagnostics,
                attempts: 0,
                progress: progress,
                runID: nil,
                outputs: [],
                createdAt: createdAt,
                startedAt: nil,
                finishedAt: nil
            )
        )
    }

    private func insert(_ job: NewJob, outputBase: String, progress: JobProgress) throws -> Job.ID {
        let options = job.options
        insertJob.setUncheckedArguments([
            job.source, job.fingerprint, job.title, job.author, options.voice, options.language, options.instructions,
            options.speed, options.seed, options.format?.rawValue, options.chapterFiles, options.overwrite,
            options.gaps?.rawValue, outputBase, job.priority, try JSONText.encode(job.diagnostics), progress.chapters,
            progress.segments,
            progress.characters, now,
        ])
        try insertJob.execute()
        return db.lastInsertedRowID
    }

    private func insertText(of job: NewJob, id: Job.ID, characters: [Int]) throws {
        var ordinal = 0
        for (chapter, content) in zip(1..., job.chapters) {
            insertChapter.setUncheckedArguments([id, chapter, content.title, content.segments.count])
            try insertChapter.execute()
            for segment in content.segments {
                insertSegment.setUncheckedArguments([
                    id, chapter, ordinal + 1, segment.text, characters[ordinal],
                    segment.range.start, segment.range.end, segment.boundary.rawValue,
                ])
                try insertSegment.execute()
                ordinal += 1
            }
        }
    }
}

/// Finds output names that no waiting or running job writes to.
struct OutputNames {
    private let isTaken: Statement
    /// The number to try next for a name that was found taken, so that many jobs of one name stay cheap.
    private var nextNumbers: [String: Int] = [:]

    init(_ db: Database) throws {
        isTaken = try db.cachedStatement(
            sql: """
                SELECT EXISTS (
                  SELECT 1 FROM job WHERE outputBase = ? AND state IN ('queued', 'running', 'blocked'))
                """
        )
    }

    /// The name itself, or with the first free number: `book-2`.
    mutating func free(_ base: String) throws -> String {
        var number = nextNumbers[base] ?? 1
        while true {
            let name = number == 1 ? base : "\(base)-\(number)"
            number += 1
            guard try Bool.fetchOne(isTaken, arguments: [name]) == true else {
                nextNumbers[base] = number
                return name
            }
        }
    }
}
