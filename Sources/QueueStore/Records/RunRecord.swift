internal import Core
internal import GRDB

/// A row of the table `run` as a `Run`.
enum RunRecord {
    /// In the order in which `run(from:)` reads them.
    static let columns = """
        id, profile, state, pid, bootID, startTicks, startedAt, endedAt, exitCode, jobsCompleted, jobsFailed, \
        jobsBlocked, jobsWithGaps, segmentsDone, takesRejected, takesReused, audioSeconds, \(ErrorColumns.list)
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
                jobsWithGaps: try columns.next(),
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

/// A row of the table `sidecarSession` as a `SidecarSession`.
enum SidecarSessionRecord {
    /// In the order in which `session(from:)` reads them.
    static let columns = """
        id, runID, program, pid, startTicks, port, instance, engine, model, transitions, ending, \(ErrorColumns.list)
        """

    static func session(from row: Row) throws -> SidecarSession {
        var columns = ColumnReader(row)
        var session = SidecarSession(
            id: try columns.next(),
            runID: try columns.next(),
            program: try columns.next(),
            pid: try columns.next(),
            startTicks: try columns.next(),
            port: try columns.next(),
            instance: try columns.next(),
            engine: try columns.next(),
            model: try columns.next(),
            transitions: try JSONText.decode(try columns.next(), default: []),
            ending: try columns.next()
        )
        session.error = try columns.error()
        return session
    }
}
