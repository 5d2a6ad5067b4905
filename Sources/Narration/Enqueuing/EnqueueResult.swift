package import Core
internal import Manuscripts
internal import Reporting

/// What became of everything that was to be enqueued.
package struct EnqueueResult: Sendable, Encodable {
    package var added: [EnqueuedJob] = []
    package var duplicates: [EnqueuedJob] = []
    package var plans: [EnqueuePlan] = []
    package var problems: [EnqueueProblem] = []
    /// What ended the work before all sources were looked at; what was added before stays in the queue.
    package var error: BatchError?

    package var exitStatus: ExitStatus {
        error?.exitStatus ?? (problems.isEmpty ? .success : .jobFailed)
    }

    private enum CodingKeys: CodingKey {
        case added, duplicates, plans, problems, error
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(added, forKey: .added)
        try container.encode(duplicates, forKey: .duplicates)
        try container.encode(plans, forKey: .plans)
        try container.encode(problems, forKey: .problems)
        try container.encode(error, forKey: .error)
    }
}

/// A job that is in the queue.
package struct EnqueuedJob: Sendable, Encodable {
    package let id: Job.ID
    package let source: String
    package let title: String
    package let chapters: Int
    package let segments: Int
    /// In tenths; it is an estimate.
    package let expectedSeconds: Double
    package let diagnostics: [Diagnostic]

    init(_ job: Job, expectedSeconds: Double) {
        id = job.id
        source = job.source
        title = job.title
        chapters = job.progress.chapters
        segments = job.progress.segments
        self.expectedSeconds = expectedSeconds.inTenths
        diagnostics = job.diagnostics
    }

    private enum CodingKeys: CodingKey {
        case id, source, title, chapters, segments, expectedSeconds, diagnostics
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(source, forKey: .source)
        try container.encode(title, forKey: .title)
        try container.encode(chapters, forKey: .chapters)
        try container.encode(segments, forKey: .segments)
        try container.encode(expectedSeconds, forKey: .expectedSeconds)
        try container.encode(diagnostics.map { DiagnosticReport($0) }, forKey: .diagnostics)
    }
}

/// A source that could not be enqueued.
package struct EnqueueProblem: Sendable, Encodable {
    package let source: String
    package let error: BatchError
}

/// What a dry run shows of one source.
package struct EnqueuePlan: Sendable, Encodable {
    /// A chapter of the plan.
    package struct Chapter: Sendable, Encodable {
        package let title: String?
        package let segments: Int
        package let characters: Int
        /// In tenths; it is an estimate.
        package let expectedSeconds: Double

        private enum CodingKeys: CodingKey {
            case title, segments, characters, expectedSeconds
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(title, forKey: .title)
            try container.encode(segments, forKey: .segments)
            try container.encode(characters, forKey: .characters)
            try container.encode(expectedSeconds, forKey: .expectedSeconds)
        }
    }

    package let source: String
    package let title: String
    package let author: String?
    package let output: String
    package let chapters: [Chapter]
    package let segments: Int
    package let characters: Int
    /// In tenths; it is an estimate.
    package let expectedSeconds: Double
    package let diagnostics: [Diagnostic]

    init(_ job: NewJob) {
        let estimate = SpeechEstimate(speed: job.options.speed ?? 1)
        source = job.source
        title = job.title
        author = job.author
        output = job.outputBase
        chapters = job.chapters.map { chapter in
            Chapter(
                title: chapter.title,
                segments: chapter.segments.count,
                characters: chapter.segments.reduce(0) { $0 + $1.text.unicodeScalars.count },
                expectedSeconds: estimate.seconds(of: [chapter]).inTenths
            )
        }
        segments = chapters.reduce(0) { $0 + $1.segments }
        characters = chapters.reduce(0) { $0 + $1.characters }
        expectedSeconds = estimate.seconds(of: job.chapters).inTenths
        diagnostics = job.diagnostics
    }

    private enum CodingKeys: CodingKey {
        case source, title, author, output, chapters, segments, characters, expectedSeconds, diagnostics
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(title, forKey: .title)
        try container.encode(author, forKey: .author)
        try container.encode(output, forKey: .output)
        try container.encode(chapters, forKey: .chapters)
        try container.encode(segments, forKey: .segments)
        try container.encode(characters, forKey: .characters)
        try container.encode(expectedSeconds, forKey: .expectedSeconds)
        try container.encode(diagnostics.map { DiagnosticReport($0) }, forKey: .diagnostics)
    }
}

extension Double {
    /// Rounded to tenths; more digits of an estimate are the sum's rounding errors.
    fileprivate var inTenths: Double { (self * 10).rounded() / 10 }
}
