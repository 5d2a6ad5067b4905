internal import BatchCore
internal import Foundation
internal import Reports

/// What became of everything that was to be enqueued.
struct EnqueueResult: Encodable {
    var added: [EnqueuedJob] = []
    var duplicates: [EnqueuedJob] = []
    var plans: [EnqueuePlan] = []
    var problems: [EnqueueProblem] = []

    /// One line that counts.
    var summary: String {
        var parts = ["\(added.count) added"]
        if !duplicates.isEmpty { parts.append("\(duplicates.count) in the queue already") }
        if !problems.isEmpty { parts.append("\(problems.count) with errors") }
        return parts.joined(separator: ", ") + "."
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .text:
            return plans.map(\.text).joined(separator: "\n")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}

/// A job that is in the queue.
struct EnqueuedJob: Encodable {
    var id: Int64
    var source: String
    var title: String
    var chapters: Int
    var segments: Int
    var expectedSeconds: Double
    var diagnostics: [Diagnostic]

    init(_ job: Job, expectedSeconds: Double) {
        id = job.id
        source = job.source
        title = job.title
        chapters = job.progress.chapters
        segments = job.progress.segments
        self.expectedSeconds = expectedSeconds
        diagnostics = job.diagnostics
    }

    var sentence: String {
        let size = [
            chapters.counted("chapter"), segments.counted("segment"), "about \(expectedSeconds.spokenLength) of audio",
        ]
        return "Job \(id): \(title) (\(size.joined(separator: ", ")))"
    }
}

/// A source that could not be enqueued.
struct EnqueueProblem: Encodable {
    var source: String
    var error: BatchError
}
