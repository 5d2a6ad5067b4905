package import Core

/// What the report says of one job; the keys are described in `docs/report.md`.
package struct JobReport: Sendable, Hashable {
    package let job: Job

    package init(_ job: Job) {
        self.job = job
    }

    /// The finished book, once there is one.
    package var output: String? { job.outputs.first }

    /// Seconds of audio per second of synthesis; nil when nothing was synthesised.
    package var realtimeFactor: Double? {
        let progress = job.progress
        return progress.synthesisSeconds > 0 ? progress.audioSecondsMade / progress.synthesisSeconds : nil
    }
}

extension JobReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        let progress = job.progress
        writer.object { writer in
            writer.field("attempts", job.attempts)
            writer.field("audioSeconds", progress.audioSeconds)
            writer.field("author", job.author)
            writer.field("chapters", progress.chapters)
            writer.field("characters", progress.characters)
            writer.field("charactersDone", progress.charactersDone)
            writer.field("createdAt", job.createdAt)
            writer.field("diagnostics", job.diagnostics)
            writer.field("error", job.error)
            writer.field("finishedAt", job.finishedAt)
            writer.field("id", job.id)
            writer.field("options", job.options)
            writer.field("output", output)
            writer.field("outputBase", job.outputBase)
            writer.field("outputs", job.outputs)
            writer.field("priority", job.priority)
            writer.field("realtimeFactor", realtimeFactor)
            writer.field("segments", SegmentCounts(progress))
            writer.field("source", job.source)
            writer.field("startedAt", job.startedAt)
            writer.field("state", job.state.rawValue)
            writer.field("synthesisSeconds", progress.synthesisSeconds)
            writer.field("takes", TakeCounts(progress))
            writer.field("title", job.title)
        }
    }
}

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

/// How many takes of a job were accepted, rejected and found on disk.
struct TakeCounts: JSONValue {
    let accepted: Int
    let rejected: Int
    let reused: Int

    init(_ progress: JobProgress) {
        accepted = progress.takesAccepted
        rejected = progress.takesRejected
        reused = progress.takesReused
    }

    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("accepted", accepted)
            writer.field("rejected", rejected)
            writer.field("reused", reused)
        }
    }
}
