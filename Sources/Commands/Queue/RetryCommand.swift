package import ArgumentParser
internal import Core
internal import QueueStore

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
        try await selection.forEach(context) { store, id in
            let job = try await store.retry(id)
            let left = job.progress.segments - job.progress.segmentsDone
            return "Job \(id) is queued again; \(left.counted("segment")) left to narrate."
        }
    }
}
