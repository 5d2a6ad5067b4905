internal import Core
internal import Foundation
internal import Manuscripts
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

/// What a dry run shows of one source.
package struct EnqueuePlan: Encodable {
    /// A chapter of the plan.
    package struct Chapter: Encodable {
        package var title: String?
        package var segments: Int
        package var characters: Int
        package var expectedSeconds: Double
    }

    package var source: String
    package var title: String
    package var author: String?
    package var output: String
    package var chapters: [Chapter]
    package var segments: Int
    package var characters: Int
    package var expectedSeconds: Double
    package var diagnostics: [Diagnostic]

    package init(_ job: NewJob) {
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
                expectedSeconds: estimate.seconds(of: [chapter])
            )
        }
        segments = chapters.reduce(0) { $0 + $1.segments }
        characters = chapters.reduce(0) { $0 + $1.characters }
        expectedSeconds = estimate.seconds(of: job.chapters)
        diagnostics = job.diagnostics
    }

    package var text: String {
        var lines = ["\(title)\(author.map { " by \($0)" } ?? "") (\(source))"]
        for (index, chapter) in chapters.enumerated() {
            let number = String(index + 1).leftPadded(to: 4)
            let size = "\(chapter.segments.counted("segment")), \(chapter.expectedSeconds.spokenLength)"
            lines.append("\(number)  \(chapter.title ?? "(no heading)")  (\(size))")
        }
        lines += diagnostics.map { "      \($0.sentence)" }
        let total = [
            chapters.count.counted("chapter"), segments.counted("segment"), characters.counted("character"),
            "about \(expectedSeconds.spokenLength) of audio",
        ]
        lines.append("      \(total.joined(separator: ", ")); nothing was enqueued.")
        return lines.joined(separator: "\n") + "\n"
    }
}
