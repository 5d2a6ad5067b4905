package import Foundation

/// One source to narrate into one audiobook, as it stands in the queue.
package struct Job: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    /// The absolute path of the source, or `-` for standard input.
    package var source: String
    package var title: String
    package var author: String?
    package var options: JobOptions
    /// The absolute path of the finished book without its extension.
    package var outputBase: String
    package var priority: Int
    package var state: JobState
    /// Why the job is failed or blocked.
    package var error: BatchError?
    package var diagnostics: [Diagnostic]
    /// How often it was taken up: by a run, or after a sidecar died in the middle of it.
    package var attempts: Int
    package var progress: JobProgress
    /// The run that holds the job while it is running.
    package var runID: Run.ID?
    /// The finished files, the book first.
    package var outputs: [String]
    package var createdAt: Date
    package var startedAt: Date?
    package var finishedAt: Date?

    package init(
        id: ID,
        source: String,
        title: String,
        author: String?,
        options: JobOptions,
        outputBase: String,
        priority: Int,
        state: JobState,
        error: BatchError?,
        diagnostics: [Diagnostic],
        attempts: Int,
        progress: JobProgress,
        runID: Run.ID?,
        outputs: [String],
        createdAt: Date,
        startedAt: Date?,
        finishedAt: Date?
    ) {
        self.id = id
        self.source = source
        self.title = title
        self.author = author
        self.options = options
        self.outputBase = outputBase
        self.priority = priority
        self.state = state
        self.error = error
        self.diagnostics = diagnostics
        self.attempts = attempts
        self.progress = progress
        self.runID = runID
        self.outputs = outputs
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}
