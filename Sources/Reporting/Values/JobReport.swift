package import Core

/// What the report says of one job; the keys are described in `docs/report.md`.
package struct JobReport: Sendable, Hashable {
    package let job: Job

    package init(_ job: Job) {
        self.job = job
    }

    /// The finished book, once there is one.
    package var output: String? { job.outputs.first }

    /// Whether it is completed with pauses in the place of texts that no take could be had of.
    package var hasGaps: Bool { job.state == .completed && job.diagnostics.contains { $0.code == "book.gaps" } }

    /// Seconds of audio per second of synthesis; nil when nothing was synthesised.
    package var realtimeFactor: Double? {
        let progress = job.progress
        return progress.synthesisSeconds > 0 ? progress.audioSecondsMade / progress.synthesisSeconds : nil
    }
}

extension JobReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case attempts, audioSeconds, author, chapters, characters, charactersDone, createdAt, diagnostics, error,
            finishedAt, hasGaps, id, options, output, outputBase, outputs, priority, realtimeFactor, segments, source,
            startedAt, state, synthesisSeconds, takes, title
    }

    package func encode(to encoder: any Encoder) throws {
        let progress = job.progress
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(job.attempts, forKey: .attempts)
        try object.encode(progress.audioSeconds, forKey: .audioSeconds)
        try object.encodeOrNull(job.author, forKey: .author)
        try object.encode(progress.chapters, forKey: .chapters)
        try object.encode(progress.characters, forKey: .characters)
        try object.encode(progress.charactersDone, forKey: .charactersDone)
        try object.encodeOrNull(job.createdAt, forKey: .createdAt)
        try object.encode(job.diagnostics.map(DiagnosticReport.init), forKey: .diagnostics)
        try object.encodeOrNull(job.error, forKey: .error)
        try object.encodeOrNull(job.finishedAt, forKey: .finishedAt)
        try object.encode(hasGaps, forKey: .hasGaps)
        try object.encode(job.id, forKey: .id)
        try object.encode(JobOptionsReport(options: job.options), forKey: .options)
        try object.encodeOrNull(output, forKey: .output)
        try object.encode(job.outputBase, forKey: .outputBase)
        try object.encode(job.outputs, forKey: .outputs)
        try object.encode(job.priority, forKey: .priority)
        try object.encodeOrNull(realtimeFactor, forKey: .realtimeFactor)
        try object.encode(SegmentCounts(progress), forKey: .segments)
        try object.encode(job.source, forKey: .source)
        try object.encodeOrNull(job.startedAt, forKey: .startedAt)
        try object.encode(job.state.rawValue, forKey: .state)
        try object.encode(progress.synthesisSeconds, forKey: .synthesisSeconds)
        try object.encode(TakeCounts(progress), forKey: .takes)
        try object.encode(job.title, forKey: .title)
    }
}

/// How many segments there are, are done, have failed and are flagged.
struct SegmentCounts: Encodable {
    let total: Int
    let done: Int
    let failed: Int
    let flagged: Int

    init(_ progress: JobProgress) {
        total = progress.segments
        done = progress.segmentsDone
        failed = progress.segmentsFailed
        flagged = progress.segmentsFlagged
    }

    /// - Parameters:
    ///   - segments: Some of a job's segments.
    ///   - takes: The job's takes by their id.
    init(_ segments: [Segment], takes: [Take.ID: Take]) {
        total = segments.count
        done = segments.count { $0.state == .done }
        failed = segments.count { $0.state == .failed }
        flagged = segments.count { $0.takeID.flatMap { takes[$0] }?.recording.isFlagged == true }
    }
}

/// How many takes of a job were accepted, rejected and found on disk.
struct TakeCounts: Encodable {
    let accepted: Int
    let rejected: Int
    let reused: Int

    init(_ progress: JobProgress) {
        accepted = progress.takesAccepted
        rejected = progress.takesRejected
        reused = progress.takesReused
    }
}

/// What the report says of a finding in the source or of a run.
package struct DiagnosticReport: Sendable, Hashable {
    package let diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
    }
}

extension DiagnosticReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case code, line, message, severity
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(diagnostic.code, forKey: .code)
        try object.encodeOrNull(diagnostic.line, forKey: .line)
        try object.encode(diagnostic.message, forKey: .message)
        try object.encode(diagnostic.severity.rawValue, forKey: .severity)
    }
}

/// What the report says of what was asked for.
struct JobOptionsReport: Encodable {
    let options: JobOptions

    private enum CodingKeys: String, CodingKey {
        case chapterFiles, format, gaps, instructions, language, overwrite, seed, speed, voice
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(options.chapterFiles, forKey: .chapterFiles)
        try object.encodeOrNull(options.format?.rawValue, forKey: .format)
        try object.encodeOrNull(options.gaps?.rawValue, forKey: .gaps)
        try object.encodeOrNull(options.instructions, forKey: .instructions)
        try object.encodeOrNull(options.language, forKey: .language)
        try object.encode(options.overwrite, forKey: .overwrite)
        try object.encodeOrNull(options.seed, forKey: .seed)
        try object.encodeOrNull(options.speed, forKey: .speed)
        try object.encodeOrNull(options.voice, forKey: .voice)
    }
}
