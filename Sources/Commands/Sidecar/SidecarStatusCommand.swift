package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import QueueStore
internal import Reporting
internal import Speech

/// `qwen-batch sidecar status`.
package struct SidecarStatusCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell whether a sidecar is kept, and how it is."
    )

    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func run(in context: CommandContext) async throws {
        let home = global.homeFolder(context)
        let leftBehind = home.hasQueue ? try await global.openQueue(context).leftoverSidecars() : []
        let report = SidecarStatusReport(
            await home.sidecarKeeper(context).state(),
            leftBehind: leftBehind.map(\.process.pid)
        )
        switch format {
        case .text: context.console.output(report.text)
        case .json: context.console.output(JSONWriter.document(report))
        }
    }
}
