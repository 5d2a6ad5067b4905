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
    /// Whether it is reckoned where segments are heard, and not recorded.
    package let isEstimate: Bool

    /// Puts together what the store says of one job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - chapters: Its chapters.
    ///   - segments: Its segments in book order.
    ///   - takes: Its takes.
    ///   - layout: Where its segments are heard, if that was recorded; otherwise it is reckoned from the takes.
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

extension JobDetailReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("chapters", chapters)
            writer.field("generatedAt", generatedAt)
            writer.field("job", job)
            writer.field("levels", levels?.files)
            writer.field("places", places)
            writer.field("schema", Report.schema)
            writer.field("takes", takes)
        }
    }
}
