internal import BatchCore

/// How many segments there are, are done and have failed.
struct SegmentCounts: JSONValue {
    let total: Int
    let done: Int
    let failed: Int

    init(_ progress: JobProgress) {
        total = progress.segments
        done = progress.segmentsDone
        failed = progress.segmentsFailed
    }

    init(_ segments: [Segment]) {
        total = segments.count
        done = segments.count { $0.state == .done }
        failed = segments.count { $0.state == .failed }
    }

    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("done", done)
            writer.field("failed", failed)
            writer.field("total", total)
        }
    }
}
