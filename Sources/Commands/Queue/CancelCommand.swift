package import ArgumentParser
internal import Core
internal import Narration

/// `qwen-batch cancel`.
package struct CancelCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Take waiting or running jobs out of the work.",
        discussion: "The jobs stay listed; a run drops them within seconds."
    )

    @OptionGroup var selection: JobSelection

    package init() {}

    package func run(in context: CommandContext) async throws {
        try await selection.forEach(context) { queue, id in
            let job = try await queue.cancel(id)
            return "Job \(id) is \(job.state.rawValue)."
        }
    }
}
