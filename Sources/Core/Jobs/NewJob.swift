/// A job as it is enqueued: the source, what was asked for, and its text planned into chapters and segments.
package struct NewJob: Sendable, Hashable {
    /// The absolute path of the source, or `-` for standard input.
    package var source: String
    /// Identifies the same source with the same options, to notice a second enqueue.
    package var fingerprint: String
    package var title: String
    package var author: String?
    package var options: JobOptions
    /// The absolute path of the finished book without its extension.
    package var outputBase: String
    /// Higher goes first.
    package var priority: Int
    package var chapters: [NewChapter]
    package var diagnostics: [Diagnostic]

    package init(
        source: String,
        fingerprint: String,
        title: String,
        author: String? = nil,
        options: JobOptions = JobOptions(),
        outputBase: String,
        priority: Int = 0,
        chapters: [NewChapter],
        diagnostics: [Diagnostic] = []
    ) {
        self.source = source
        self.fingerprint = fingerprint
        self.title = title
        self.author = author
        self.options = options
        self.outputBase = outputBase
        self.priority = priority
        self.chapters = chapters
        self.diagnostics = diagnostics
    }
}

/// A chapter as it is enqueued.
package struct NewChapter: Sendable, Hashable {
    /// The heading, or nil for text before the first one.
    package var title: String?
    package var segments: [NewSegment]

    package init(title: String?, segments: [NewSegment]) {
        self.title = title
        self.segments = segments
    }
}

/// A segment as it is enqueued.
package struct NewSegment: Sendable, Hashable {
    /// The normalised text that is spoken.
    package var text: String
    /// Where that text stands in the source.
    package var range: SourceRange
    /// What follows it.
    package var boundary: Boundary

    package init(text: String, range: SourceRange, boundary: Boundary) {
        self.text = text
        self.range = range
        self.boundary = boundary
    }
}

/// What became of one job that was to be enqueued.
package enum EnqueueOutcome: Sendable, Hashable {
    case added(Job)
    /// The same source with the same options is this job already.
    case duplicate(Job)
}
