internal import Core
internal import GRDB

/// A row of the table `run` as a `Run`.
enum RunRecord {
    /// In the order in which `run(from:)` reads them.
    static let columns = """
        id, profile, state, pid, bootID, startTicks, startedAt, endedAt, exitCode, jobsCompleted, jobsFailed, \
        jobsBlocked, segmentsDone, takesRejected, takesReused, audioSeconds, \(ErrorColumns.list)
        """

    static func run(from row: Row) throws -> Run {
        var columns = ColumnReader(row)
        var run = Run(
            id: try columns.next(),
            profile: try columns.next(),
            state: try columns.word(),
            process: ProcessIdentity(
                pid: try columns.next(),
                bootID: try columns.next(),
                startTicks: try columns.next()
            ),
            startedAt: try columns.date(),
            endedAt: try columns.dateIfPresent(),
            exitCode: try columns.next(),
            error: nil,
            totals: RunTotals(
                jobsCompleted: try columns.next(),
                jobsFailed: try columns.next(),
                jobsBlocked: try columns.next(),
                segmentsDone: try columns.next(),
                takesRejected: try columns.next(),
                takesReused: try columns.next(),
                audioSeconds: try columns.next()
            )
        )
        run.error = try columns.error()
        return run
    }
}
