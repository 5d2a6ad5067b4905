package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import QueueStore
internal import Reporting

/// `qwen-batch report`: tells what happened.
package struct ReportCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell what happened to the jobs.",
        discussion: """
            Without a job: all jobs, the latest runs and sidecars. With one: everything about it. \
            As html: one page that needs nothing else, with the places to listen to, their sounds, and charts.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A job's number, for the report on that job in full; html takes several.")
    var jobs: [Int64] = []

    @Option(name: .long, help: "How many of the latest runs and sidecars to show.")
    var runs = 5

    @Option(name: .long, help: "How to write the result: text, json or html.")
    var format: ReportFormat = .text

    @Option(
        name: [.long, .customShort("o")],
        help: ArgumentHelp("Write into this file, which is replaced, and not to standard output.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    package init() {}

    package func validate() throws {
        if runs < 0 { throw ValidationError("--runs is \(runs); it must not be negative.") }
        if output?.isEmpty == true { throw ValidationError("--output is empty; it must be a file.") }
        if jobs.count > 1, format != .html {
            throw ValidationError("Only --format html takes several jobs; name one.")
        }
    }

    package func run(in context: CommandContext) async throws {
        let store = try await global.openQueue(context)
        let loader = EvidenceLoader(
            store: store,
            takes: global.homeFolder(context).takes,
            runs: runs,
            now: context.now()
        )
        let target = try ReportTarget(file: output.map { context.url($0) }, console: context.console)
        if let format = format.outputFormat {
            // What goes into a file is not for this terminal.
            let renderer =
                output == nil ? context.renderer(format) : format.renderer(timeZone: context.timeZone)
            if let job = jobs.first {
                target.write(renderer.render(try await loader.detail(of: try await store.job(job))))
            } else {
                renderer.write(try await loader.report(on: try await loader.allJobs()), to: target.write)
            }
        } else {
            let evidence = try await loader.evidence(of: jobs)
            HTMLReportRenderer(timeZone: context.timeZone).write(evidence, to: target.write)
        }
        try target.finish()
    }
}

extension CommandContext {
    /// The renderer for data on standard output.
    func renderer(_ format: OutputFormat) -> any ReportRenderer {
        format.renderer(width: console.isInteractive ? console.width : nil, timeZone: timeZone)
    }
}
