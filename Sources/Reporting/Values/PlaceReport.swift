package import Core

/// A place in the book where a take was rejected, something is wrong with the one that is used, or the segment failed:
/// where to listen, or what is missing.
package struct PlaceReport: Sendable, Hashable {
    package let segment: Segment
    /// All takes made for it or used by it, in the order in which they were settled.
    package let takes: [Take]
    /// Where it is heard in the book, in seconds; nil where nobody knows.
    package let span: Range<Double>?
    /// Whether that was reckoned from the lengths of takes.
    package let isEstimate: Bool

    /// The take that speaks it.
    package var winner: Take? { takes.first { $0.id == segment.takeID } }

    /// Whether something is wrong with the take that is used, since no better one could be had.
    package var isFlagged: Bool { winner?.recording.isFlagged == true }

    package var isFailed: Bool { segment.state == .failed }

    /// Why takes of it were rejected.
    package var reasons: [BatchError] {
        takes.compactMap { $0.recording.verdict == .rejected ? $0.recording.reason : nil }
    }

    /// What is heard in the take that is used; nil where nobody listened to it.
    package var transcript: TakeTranscript? { winner?.recording.review?.transcript }
}

extension PlaceReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", isEstimate ? nil : span?.lowerBound)
            writer.field("attempts", segment.attempts)
            writer.field("chapter", segment.chapter)
            writer.field("error", segment.error)
            writer.field("flagged", isFlagged)
            writer.field("rangeEnd", segment.range.end)
            writer.field("rangeStart", segment.range.start)
            writer.field("rejections", reasons)
            writer.field("segment", segment.ordinal)
            writer.field("state", segment.state.rawValue)
            writer.field("take", segment.takeID)
            writer.field("text", segment.text)
        }
    }
}
