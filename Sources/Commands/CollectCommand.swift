package import ArgumentParser
internal import Narration
internal import Reporting

/// `qwen-batch gc`: deletes takes that nothing uses.
package struct CollectCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Delete takes that no job uses, and stray files among them.",
        discussion: "Can be used beside a run: files of the last day that the queue does not know are left alone."
    )

    @OptionGroup var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws {
        let cleanup = try await UpkeepService(global.workspace(context)).removeUnusedTakes()
        let deleted = "\(cleanup.takes.of("take")) and \(cleanup.strayFiles.of("stray file")) deleted"
        context.console.line("\(deleted); \(cleanup.bytes >> 20) MiB are free again.")
    }
}
