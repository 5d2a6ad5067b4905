package import Core

/// A segment with the take that speaks it and where it is heard.
package struct SegmentReport: Sendable, Hashable {
    package let segment: Segment
    /// The take that speaks it; nil before there is one.
    package let take: Take?
    /// Where it is heard in the book, in seconds; nil where nobody knows.
    package let span: Range<Double>?

    /// Letters and digits of its text a second of speech; nil where nobody listened.
    package var lettersPerSecond: Double? {
        guard let speech = take?.recording.review?.measures.speechSeconds, speech > 0 else { return nil }
        return Double(segment.text.count { $0.isLetter || $0.isNumber }) / speech
    }

    /// The level of its speech in decibels relative to full scale; nil where nobody listened.
    package var level: Double? { take?.recording.review?.measures.level }
}
