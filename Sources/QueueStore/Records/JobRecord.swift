internal import Core
internal import GRDB

/// A row of the table `job` as a `Job`.
enum JobRecord {
    /// In the order in which `job(from:)` reads them.
    static let columns = """
        id, source, title, author, voice, language, instructions, speed, seed, format, chapterFiles, overwrite, gaps, \
        outputBase, priority, state, diagnostics, attempts, chapters, segments, segmentsDone, segmentsFailed, characters, charactersDone, \
        takesAccepted, takesRejected, takesReused, audioSeconds, synthesisSeconds, audioSecondsMade, runID, outputs, \
        createdAt, startedAt, finishedAt, \(ErrorColumns.list)
        """

    static func job(from row: Row) throws -> Job {
        var columns = ColumnReader(row)
        var job = Job(
            id: try columns.next(),
            source: try columns.next(),
            title: try columns.next(),
            author: try columns.next(),
            options: try options(&columns),
            outputBase: try columns.next(),
            priority: try columns.next(),
            state: try columns.word(),
            error: nil,
            diagnostics: try JSONText.decode(try columns.next(), default: []),
            attempts: try columns.next(),
            progress: try progress(&columns),
            runID: try columns.next(),
            outputs: try JSONText.decodeStrings(try columns.next()),
            createdAt: try columns.date(),
            startedAt: try columns.dateIfPresent(),
            finishedAt: try columns.dateIfPresent()
        )
        job.error = try columns.error()
        return job
    }

    private static func options(_ columns: inout ColumnReader) throws -> JobOptions {
        JobOptions(
            voice: try columns.next(),
            language: try columns.next(),
            instructions: try columns.next(),
            speed: try columns.next(),
            seed: try columns.next(),
            format: try columns.wordIfPresent(),
            chapterFiles: try columns.next(),
            overwrite: try columns.next(),
            gaps: try columns.wordIfPresent()
        )
    }

    private static func progress(_ columns: inout ColumnReader) throws -> JobProgress {
        JobProgress(
            chapters: try columns.next(),
            segments: try columns.next(),
            segmentsDone: try columns.next(),
            segmentsFailed: try columns.next(),
            characters: try columns.next(),
            charactersDone: try columns.next(),
            takesAccepted: try columns.next(),
            takesRejected: try columns.next(),
            takesReused: try columns.next(),
            audioSeconds: try columns.next(),
            synthesisSeconds: try columns.next(),
            audioSecondsMade: try columns.next()
        )
    }
}

/// A row of the table `segment` as a `Segment`.
enum SegmentRecord {
    /// In the order in which `segment(from:)` reads them.
    static let columns = """
        id, jobID, chapter, ordinal, text, rangeStart, rangeEnd, boundary, state, attempts, takeID, \(ErrorColumns.list)
        """

    static func segment(from row: Row) throws -> Segment {
        var columns = ColumnReader(row)
        var segment = Segment(
            id: try columns.next(),
            jobID: try columns.next(),
            chapter: try columns.next(),
            ordinal: try columns.next(),
            text: try columns.next(),
            range: SourceRange(try columns.next(), try columns.next()),
            boundary: try columns.word(),
            state: try columns.word(),
            attempts: try columns.next(),
            error: nil,
            takeID: try columns.next()
        )
        segment.error = try columns.error()
        return segment
    }
}
