internal import Core

/// Where each segment is heard in the finished book.
package struct BookLayout: Sendable, Hashable {
    /// Seconds in the book by the segment's position in the book, half-open.
    package let spans: [Int: Range<Double>]
    /// Whether the spans were reckoned from the lengths of the takes, and not recorded when they were joined.
    package let isEstimate: Bool

    package init(spans: [Int: Range<Double>], isEstimate: Bool = false) {
        self.spans = spans
        self.isEstimate = isEstimate
    }
}

extension BookLayout {
    /// Reckons where segments are heard from their takes, the usual pauses, and where chapters start if that is known.
    ///
    /// - Parameters:
    ///   - chapters: The job's chapters.
    ///   - segments: Its segments in book order; it ends before the first one that has no take.
    ///   - takes: Its takes by their id.
    /// - Returns: The spans, which are no more than a good guess.
    static func estimate(chapters: [Chapter], segments: [Segment], takes: [Take.ID: Take]) -> BookLayout {
        let starts = Dictionary(chapters.map { ($0.ordinal, $0.startSeconds) }) { first, _ in first }
        let pauses = PauseLengths()
        var spans: [Int: Range<Double>] = [:]
        var clock = 0.0
        var chapter = 0
        for segment in segments {
            guard let recording = segment.takeID.flatMap({ takes[$0] })?.recording else { break }
            if segment.chapter != chapter, let start = starts[segment.chapter] ?? nil { clock = start }
            chapter = segment.chapter
            let speech = recording.review?.measures.speechSeconds ?? 0
            let end = clock + (speech > 0 ? speech : recording.audioSeconds)
            spans[segment.ordinal] = clock..<end
            clock = end + pauses[segment.boundary]
        }
        return BookLayout(spans: spans, isEstimate: true)
    }
}
