internal import Core
internal import GRDB

/// A row of the table `segment` as a `Segment`.
enum SegmentRecord {
    /// In the order in which `segment(from:)` reads them.
    static let columns = """
        id, jobID, chapter, ordinal, text, rangeStart, rangeEnd, boundary, state, attempts, takeID, \(ErrorColumns.list)
        """

    static func segment(from row: Row) throws -> Segment {
        var columns = ColumnReader(row)
        var segment = Segment(
            id: try columns.next(),
            jobID: try columns.next(),
            chapter: try columns.next(),
            ordinal: try columns.next(),
            text: try columns.next(),
            range: SourceRange(try columns.next(), try columns.next()),
            boundary: try columns.word(),
            state: try columns.word(),
            attempts: try columns.next(),
            error: nil,
            takeID: try columns.next()
        )
        segment.error = try columns.error()
        return segment
    }
}
