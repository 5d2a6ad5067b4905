internal import Core

/// How many segments there are, are done, have failed and are flagged.
struct SegmentCounts: JSONValue {
    let total: Int
    let done: Int
    let failed: Int
    let flagged: Int

    init(_ progress: JobProgress) {
        total = progress.segments
        done = progress.segmentsDone
        failed = progress.segmentsFailed
        flagged = progress.segmentsFlagged
    }

    /// - Parameters:
    ///   - segments: Some of a job's segments.
    ///   - takes: The job's takes by their id.
    init(_ segments: [Segment], takes: [Take.ID: Take]) {
        total = segments.count
        done = segments.count { $0.state == .done }
        failed = segments.count { $0.state == .failed }
        flagged = segments.count { $0.takeID.flatMap { takes[$0] }?.recording.isFlagged == true }
    }

    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("done", done)
            writer.field("failed", failed)
            writer.field("flagged", flagged)
            writer.field("total", total)
        }
    }
}
