package import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// `qwen-batch list`: shows the queue.
package struct ListCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the jobs in the queue."
    )

    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "Only jobs in this state; can be given several times.")
    var state: [JobState] = []

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func run(in context: CommandContext) async throws {
        let reports = try await ReportService(global.workspace(context))
        let list = try await reports.list(state.isEmpty ? Set(JobState.allCases) : Set(state))
        try context.renderer(format).write(list, to: context.console.output)
    }
}
