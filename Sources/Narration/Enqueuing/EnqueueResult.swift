internal import Core
internal import Foundation
internal import Reporting

/// What became of everything that was to be enqueued.
package struct EnqueueResult: Encodable {
    package var added: [EnqueuedJob] = []
    package var duplicates: [EnqueuedJob] = []
    package var plans: [EnqueuePlan] = []
    package var problems: [EnqueueProblem] = []

    /// One line that counts.
    package var summary: String {
        var parts = ["\(added.count) added"]
        if !duplicates.isEmpty { parts.append("\(duplicates.count) in the queue already") }
        if !problems.isEmpty { parts.append("\(problems.count) with errors") }
        return parts.joined(separator: ", ") + "."
    }

    package func rendered(as format: OutputFormat) throws -> String {
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
package struct EnqueuedJob: Encodable {
    package var id: Int64
    package var source: String
    package var title: String
    package var chapters: Int
    package var segments: Int
    package var expectedSeconds: Double
    package var diagnostics: [Diagnostic]

    package init(_ job: Job, expectedSeconds: Double) {
        id = job.id
        source = job.source
        title = job.title
        chapters = job.progress.chapters
        segments = job.progress.segments
        self.expectedSeconds = expectedSeconds
        diagnostics = job.diagnostics
    }

    package var sentence: String {
        let size = [
            chapters.counted("chapter"), segments.counted("segment"), "about \(expectedSeconds.spokenLength) of audio",
        ]
        return "Job \(id): \(title) (\(size.joined(separator: ", ")))"
    }
}

/// A source that could not be enqueued.
package struct EnqueueProblem: Encodable {
    package var source: String
    package var error: BatchError
}
