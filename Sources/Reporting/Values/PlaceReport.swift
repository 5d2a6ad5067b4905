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

    /// Whether nothing is spoken there, since no take could be had: a pause stands in the place of the text.
    package var isGap: Bool { takeInUse?.recording.review?.isGap == true }

    package var isFailed: Bool { segment.state == .failed }

    /// Why takes of it were rejected.
    package var reasons: [BatchError] {
        takes.compactMap { $0.recording.verdict == .rejected ? $0.recording.reason : nil }
    }

    /// The transcript of the take in use; nil where it was not transcribed.
    package var transcript: TakeTranscript? { takeInUse?.recording.review?.transcript }
}

extension PlaceReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case at, attempts, chapter, error, flagged, gap, rangeEnd, rangeStart, rejections, segment, state, take, text
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(isEstimate ? nil : span?.lowerBound, forKey: .at)
        try object.encode(segment.attempts, forKey: .attempts)
        try object.encode(segment.chapter, forKey: .chapter)
        try object.encode(segment.error, forKey: .error)
        try object.encode(isFlagged, forKey: .flagged)
        try object.encode(isGap, forKey: .gap)
        try object.encode(segment.range.end, forKey: .rangeEnd)
        try object.encode(segment.range.start, forKey: .rangeStart)
        try object.encode(reasons, forKey: .rejections)
        try object.encode(segment.ordinal, forKey: .segment)
        try object.encode(segment.state.rawValue, forKey: .state)
        try object.encode(segment.takeID, forKey: .take)
        try object.encode(segment.text, forKey: .text)
    }
}

extension PlaceReport {
    /// `0:12:34.5`, with `≈` before an estimate.
    var timeCode: String? { span.map { (isEstimate ? "≈ " : "") + $0.lowerBound.timeCode } }

    /// What became of one of its takes.
    func verdict(on take: Take) -> String {
        if take.id == segment.takeID { return isGap ? "a pause" : "used" }
        return take.recording.verdict == .rejected ? "rejected" : "not used"
    }
}
