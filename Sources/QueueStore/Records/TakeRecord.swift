internal import Core
internal import GRDB

/// A row of the table `take` as a `Take`.
enum TakeRecord {
    /// In the order in which `take(from:)` reads them; `take` is the table's name in the query.
    static let columns = """
        take.id, take.segmentID, take.createdAt, \(recordingColumns)
        """

    /// In the order in which `recording(_:)` reads them.
    static let recordingColumns = """
        take.key, take.verdict, take.file, take.checksum, take.samples, take.sampleRate, take.seed, \
        take.synthesisSeconds, take.review, take.errorCode, take.errorMessage, take.errorRemedy, take.errorDetails
        """

    static func take(from row: Row) throws -> Take {
        var columns = ColumnReader(row)
        let id: Take.ID = try columns.next()
        let segmentID: Segment.ID? = try columns.next()
        let createdAt = try columns.date()
        return Take(id: id, segmentID: segmentID, recording: try recording(&columns), createdAt: createdAt)
    }

    static func recording(_ columns: inout ColumnReader) throws -> NewTake {
        var take = NewTake(
            key: try columns.next(),
            verdict: try columns.word(),
            file: try columns.next(),
            checksum: try columns.next(),
            samples: try columns.next(),
            sampleRate: try columns.next(),
            seed: try columns.next(),
            synthesisSeconds: try columns.next(),
            review: try columns.json()
        )
        take.reason = try columns.error()
        return take
    }

    /// Adds a take and gives its row's id; without a segment of that id it belongs to none.
    static func insert(
        _ take: NewTake,
        verdict: Take.Verdict,
        segment: Segment.ID,
        at milliseconds: Int64,
        _ db: Database
    ) throws -> Take.ID {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO take (segmentID, key, verdict, file, checksum, samples, sampleRate, seed,
                  synthesisSeconds, createdAt, review, flagged, \(ErrorColumns.list))
                VALUES ((SELECT id FROM segment WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        let values: StatementArguments = [
            segment, take.key, verdict.rawValue, take.file, take.checksum, take.samples, take.sampleRate, take.seed,
            max(0, take.synthesisSeconds), milliseconds, try take.review.map(JSONText.encode),
            verdict == .accepted && take.isFlagged,
        ]
        try statement.execute(arguments: values + ErrorColumns.values(verdict == .rejected ? take.reason : nil))
        return db.lastInsertedRowID
    }
}
