package import ArgumentParser
internal import Core
internal import Narration
internal import QueueStore

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
        try await selection.forEach(context) { store, id in
            let files = try await store.remove(id)
            TakeFiles(folder: selection.global.homeFolder(context).takes).remove(files)
            return "Job \(id) is removed; \(files.count.counted("take")) deleted."
        }
    }
}
