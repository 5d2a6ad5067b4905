package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import QueueStore

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
        let home = global.homeFolder(context)
        let store = try await global.openQueue(context, isForChanges: true)
        let vault = TakeFiles(folder: home.takes)
        let unused = try await store.removeUnusedTakes()
        let bytes = vault.remove(unused)
        let stray = vault.strayFiles(besides: try await store.takeFiles(), before: context.now() - 24 * 3600)
        let strayBytes = vault.remove(stray)
        let freed = (bytes + strayBytes) >> 20
        context.console.line(
            "\(unused.count.counted("take")) and \(stray.count.counted("stray file")) deleted; \(freed) MiB are free again."
        )
    }
}
