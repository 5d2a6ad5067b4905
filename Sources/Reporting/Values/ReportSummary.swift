package import Core

/// How many jobs there are in each state, how much audio they have, and how many places in it are flagged.
package struct ReportSummary: Sendable, Hashable {
    package private(set) var counts: [JobState: Int] = [:]
    /// Seconds of audio in all jobs, finished or not.
    package private(set) var audioSeconds: Double = 0
    /// Places in all jobs with whose take something is wrong.
    package private(set) var flagged = 0

    package init(_ jobs: [Job]) {
        for job in jobs {
            counts[job.state, default: 0] += 1
            audioSeconds += job.progress.audioSeconds
            flagged += job.progress.segmentsFlagged
        }
    }

    package var jobs: Int { counts.values.reduce(0, +) }
}

extension ReportSummary: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("audioSeconds", audioSeconds)
            writer.field("blocked", counts[.blocked, default: 0])
            writer.field("cancelled", counts[.cancelled, default: 0])
            writer.field("completed", counts[.completed, default: 0])
            writer.field("failed", counts[.failed, default: 0])
            writer.field("flagged", flagged)
            writer.field("jobs", jobs)
            writer.field("queued", counts[.queued, default: 0])
            writer.field("running", counts[.running, default: 0])
        }
    }
}
