package import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// `qwen-batch retry`.
package struct RetryCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Put failed, blocked or cancelled jobs back into the queue.",
        discussion: "What was narrated well is kept."
    )

    @OptionGroup var selection: JobSelection

    package init() {}

    package func run(in context: CommandContext) async throws {
        try await selection.forEach(context) { queue, id in
            let job = try await queue.retry(id)
            let left = job.progress.segments - job.progress.segmentsDone
            return "Job \(id) is queued again; \(left.of("segment")) left to narrate."
        }
    }
}
