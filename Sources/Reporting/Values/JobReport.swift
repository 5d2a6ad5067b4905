package import Core

/// What the report says of one job; the keys are described in `docs/report.md`.
package struct JobReport: Sendable, Hashable {
    package let job: Job

    package init(_ job: Job) {
        self.job = job
    }

    /// The finished book, once there is one.
    package var output: String? { job.outputs.first }

    /// Seconds of audio that one second of a request gave; nil when nothing was synthesised.
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
