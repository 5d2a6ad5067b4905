package import Core
package import Foundation

/// The report on one job: its chapters, the places that gave trouble, and all of its segments and takes.
package struct JobDetailReport: Sendable, Hashable {
    package let generatedAt: Date
    package let job: JobReport
    package let chapters: [ChapterReport]
    /// The levels of its finished files; nil when they were not measured.
    package let levels: LevelReport?
    /// In book order.
    package let places: [PlaceReport]
    package let takes: [TakeReport]
    /// Its segments in book order, each with the take that speaks it and where it is heard.
    package let segments: [SegmentReport]
    /// Whether the segments' times are estimates, and not recorded.
    package let isEstimate: Bool

    /// How many segments have a pause in the place of their text.
    package var gaps: Int { segments.count(where: \.isGap) }

    /// Puts together what the store says of one job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - chapters: Its chapters.
    ///   - segments: Its segments in book order.
    ///   - takes: Its takes.
    ///   - layout: Where its segments are heard, if that was recorded; otherwise it is estimated from the takes.
    ///   - levels: The levels of its finished files, if they were measured.
    ///   - generatedAt: When the report is made.
    package init(
        job: Job,
        chapters: [Chapter],
        segments: [Segment],
        takes: [Take],
        layout: BookLayout? = nil,
        levels: LevelReport? = nil,
        generatedAt: Date
    ) {
        self.generatedAt = generatedAt
        self.levels = levels
        self.job = JobReport(job)
        let takesByID = Dictionary(takes.map { ($0.id, $0) }) { first, _ in first }
        let segmentsByChapter = Dictionary(grouping: segments, by: \.chapter)
        self.chapters = chapters.map { chapter in
            ChapterReport(
                chapter,
                segments: segmentsByChapter[chapter.ordinal] ?? [],
                takes: takesByID
            )
        }
        let layout = layout ?? .estimate(chapters: chapters, segments: segments, takes: takesByID)
        let madeFor = Dictionary(grouping: takes, by: \.segmentID)
        let reports = segments.map { segment in
            SegmentReport(
                segment: segment,
                take: segment.takeID.flatMap { takesByID[$0] },
                span: layout.spans[segment.ordinal]
            )
        }
        self.segments = reports
        isEstimate = layout.isEstimate
        places = reports.compactMap { report in
            var all = madeFor[report.segment.id] ?? []
            if let take = report.take, !all.contains(where: { $0.id == take.id }) { all.append(take) }
            let place = PlaceReport(
                segment: report.segment,
                takes: all.sorted { $0.id < $1.id },
                span: report.span,
                isEstimate: layout.isEstimate
            )
            return place.isFailed || place.isFlagged || !place.reasons.isEmpty ? place : nil
        }
        self.takes = Self.takeReports(takes, segments: segments)
    }

    private static func takeReports(_ takes: [Take], segments: [Segment]) -> [TakeReport] {
        let ordinals = Dictionary(segments.map { ($0.id, $0.ordinal) }) { first, _ in first }
        var uses: [Take.ID: Set<Int>] = [:]
        for segment in segments {
            if let take = segment.takeID { uses[take, default: []].insert(segment.ordinal) }
        }
        return takes.map { take in
            var places = uses[take.id] ?? []
            if let maker = take.segmentID, let ordinal = ordinals[maker] { places.insert(ordinal) }
            return TakeReport(take: take, segments: places.sorted())
        }
    }
}

extension JobDetailReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case chapters, generatedAt, job, levels, places, schema, takes
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(chapters, forKey: .chapters)
        try object.encode(generatedAt, forKey: .generatedAt)
        try object.encode(job, forKey: .job)
        try object.encode(levels?.files, forKey: .levels)
        try object.encode(places, forKey: .places)
        try object.encode(Report.schema, forKey: .schema)
        try object.encode(takes, forKey: .takes)
    }
}

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

extension ChapterReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case done, failed, flagged, ordinal, segments, speechSeconds, startSeconds, title
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(done, forKey: .done)
        try object.encode(failed, forKey: .failed)
        try object.encode(flagged, forKey: .flagged)
        try object.encode(ordinal, forKey: .ordinal)
        try object.encode(segments, forKey: .segments)
        try object.encode(speechSeconds, forKey: .speechSeconds)
        try object.encode(startSeconds, forKey: .startSeconds)
        try object.encode(title, forKey: .title)
    }
}

/// A segment with the take that speaks it and where it is heard.
package struct SegmentReport: Sendable, Hashable {
    package let segment: Segment
    /// The take that speaks it; nil before there is one.
    package let take: Take?
    /// Where it is heard in the book, in seconds; nil where that is unknown.
    package let span: Range<Double>?

    /// Letters and digits of its text a second of speech; nil where it was not measured.
    package var lettersPerSecond: Double? {
        guard let speech = take?.recording.review?.measures.speechSeconds, speech > 0 else { return nil }
        return Double(segment.text.count { $0.isLetter || $0.isNumber }) / speech
    }

    /// The level of its speech in dBFS; nil where it was not measured, and where nothing is spoken.
    package var level: Double? { isGap ? nil : take?.recording.review?.measures.level }

    /// Whether a pause stands in the place of its text.
    package var isGap: Bool { take?.recording.review?.isGap == true }
}

/// What the report on one job says of a take.
package struct TakeReport: Sendable, Hashable {
    package let take: Take
    /// The positions in the book of the segments that it speaks or was made for.
    package let segments: [Int]
}

extension TakeReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case audioSeconds, checksum, createdAt, file, id, key, reason, review, sampleRate, samples, seed, segments,
            synthesisSeconds, verdict
    }

    package func encode(to encoder: any Encoder) throws {
        let recording = take.recording
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(recording.audioSeconds, forKey: .audioSeconds)
        try object.encode(recording.checksum, forKey: .checksum)
        try object.encode(take.createdAt, forKey: .createdAt)
        try object.encode(recording.file, forKey: .file)
        try object.encode(take.id, forKey: .id)
        try object.encode(recording.key, forKey: .key)
        try object.encode(recording.reason, forKey: .reason)
        try object.encode(recording.review.map(ReviewReport.init), forKey: .review)
        try object.encode(recording.sampleRate, forKey: .sampleRate)
        try object.encode(recording.samples, forKey: .samples)
        try object.encode(recording.seed, forKey: .seed)
        try object.encode(segments, forKey: .segments)
        try object.encode(recording.synthesisSeconds, forKey: .synthesisSeconds)
        try object.encode(recording.verdict.rawValue, forKey: .verdict)
    }
}

/// Where each segment is heard in the finished book.
package struct BookLayout: Sendable, Hashable {
    /// Seconds in the book by the segment's position in the book, half-open.
    package let spans: [Int: Range<Double>]
    /// Whether the spans were estimated from the lengths of the takes, and not recorded when they were joined.
    package let isEstimate: Bool

    package init(spans: [Int: Range<Double>], isEstimate: Bool = false) {
        self.spans = spans
        self.isEstimate = isEstimate
    }
}

extension BookLayout {
    /// Estimates where segments are heard from their takes, the usual pauses, and the starts of chapters where known.
    ///
    /// - Parameters:
    ///   - chapters: The job's chapters.
    ///   - segments: Its segments in book order; it ends before the first one that has no take.
    ///   - takes: Its takes by their id.
    /// - Returns: The estimated spans.
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
