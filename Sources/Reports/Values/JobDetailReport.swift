package import BatchCore
package import Foundation

/// The report on one job: its chapters, the places that gave trouble and all of its takes.
package struct JobDetailReport: Sendable, Hashable {
    package let generatedAt: Date
    package let job: JobReport
    package let chapters: [ChapterReport]
    /// In book order.
    package let places: [PlaceReport]
    package let takes: [TakeReport]

    /// Puts together what the store says of one job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - chapters: Its chapters.
    ///   - segments: Its segments in book order.
    ///   - takes: Its takes.
    ///   - generatedAt: When the report is made.
    package init(
        job: Job,
        chapters: [Chapter],
        segments: [Segment],
        takes: [Take],
        generatedAt: Date
    ) {
        self.generatedAt = generatedAt
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
        let rejections = Dictionary(grouping: takes.filter { $0.recording.verdict == .rejected }, by: \.segmentID)
        places = segments.compactMap { segment in
            let reasons = (rejections[segment.id] ?? []).compactMap(\.recording.reason)
            return segment.state == .failed || !reasons.isEmpty ? PlaceReport(segment: segment, reasons: reasons) : nil
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
            writer.field("places", places)
            writer.field("schema", Report.schema)
            writer.field("takes", takes)
        }
    }
}
