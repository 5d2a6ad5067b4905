package import Core

/// A place in the book where a take was rejected, something is wrong with the one that is used, or the segment failed:
/// where to listen, or what is missing.
package struct PlaceReport: Sendable, Hashable {
    package let segment: Segment
    /// All takes made for it or used by it, in the order in which they were settled.
    package let takes: [Take]
    /// Where it is heard in the book, in seconds; nil where that is unknown.
    package let span: Range<Double>?
    /// Whether that was estimated from the lengths of takes.
    package let isEstimate: Bool

    /// The take that speaks it.
    package var takeInUse: Take? { takes.first { $0.id == segment.takeID } }

    /// Whether the take in use has findings, because no attempt gave a better one.
    package var isFlagged: Bool { takeInUse?.recording.isFlagged == true }

    package var isFailed: Bool { segment.state == .failed }

    /// Why takes of it were rejected.
    package var reasons: [BatchError] {
        takes.compactMap { $0.recording.verdict == .rejected ? $0.recording.reason : nil }
    }

    /// The transcript of the take in use; nil where it was not transcribed.
    package var transcript: TakeTranscript? { takeInUse?.recording.review?.transcript }
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

extension PlaceReport {
    /// `0:12:34.5`, with `≈` before an estimate.
    var timeCode: String? { span.map { (isEstimate ? "≈ " : "") + $0.lowerBound.timeCode } }

    /// What became of one of its takes.
    func verdict(on take: Take) -> String {
        if take.id == segment.takeID { return "used" }
        return take.recording.verdict == .rejected ? "rejected" : "not used"
    }
}
