internal import Core

/// What the report on one job says of a chapter.
package struct ChapterReport: Sendable, Hashable {
    package let ordinal: Int
    package let title: String?
    package let segments: Int
    package let done: Int
    package let failed: Int
    package let flagged: Int
    /// Seconds of speech in its accepted takes, without the pauses between them.
    package let speechSeconds: Double
    /// Where it starts in the finished book, in seconds, if that is known.
    package let startSeconds: Double?

    /// - Parameters:
    ///   - chapter: The chapter.
    ///   - segments: Its segments.
    ///   - takes: The job's takes by their id.
    init(_ chapter: Chapter, segments: [Segment], takes: [Take.ID: Take]) {
        let counts = SegmentCounts(segments, takes: takes)
        ordinal = chapter.ordinal
        title = chapter.title
        self.segments = chapter.segments
        done = counts.done
        failed = counts.failed
        flagged = counts.flagged
        speechSeconds = segments.reduce(0) { sum, segment in
            sum + (segment.takeID.flatMap { takes[$0] }?.recording.audioSeconds ?? 0)
        }
        startSeconds = chapter.startSeconds
    }
}

extension ChapterReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("done", done)
            writer.field("failed", failed)
            writer.field("flagged", flagged)
            writer.field("ordinal", ordinal)
            writer.field("segments", segments)
            writer.field("speechSeconds", speechSeconds)
            writer.field("startSeconds", startSeconds)
            writer.field("title", title)
        }
    }
}
