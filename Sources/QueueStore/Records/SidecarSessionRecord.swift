internal import Core
internal import GRDB

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
