package import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// `qwen-batch remove`.
package struct RemoveCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Delete jobs from the queue.",
        discussion: "Finished audio files stay; takes that no other job uses are deleted."
    )

    @OptionGroup var selection: JobSelection

    package init() {}

    package func run(in context: CommandContext) async throws {
        try await selection.forEach(context) { queue, id in
            let takes = try await queue.remove(id)
            return "Job \(id) is removed; \(takes.of("take")) deleted."
        }
    }
}
