package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
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
        let workspace = global.workspace(context)
        let reports = try await ReportService(workspace)
        let file = try output.map { try ReportFile(workspace.url($0)) }
        let write: (String) -> Void = file?.append ?? context.console.output
        if let format = format.outputFormat {
            // What goes into a file is not for this terminal.
            let renderer =
                output == nil ? context.renderer(format) : format.renderer(timeZone: context.timeZone)
            if let job = jobs.first {
                write(try renderer.render(try await reports.detail(of: job)))
            } else {
                try renderer.write(try await reports.overview(runs: runs), to: write)
            }
        } else {
            let evidence = try await reports.evidence(of: jobs, runs: runs)
            HTMLReportRenderer(timeZone: context.timeZone).write(evidence, to: write)
        }
        if let file {
            try file.publish()
            context.console.note("The report is in \(file.url.path).")
        }
    }
}

/// How `report` writes: as every reading command does, or as a page.
enum ReportFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case text
    case json
    /// One page with sounds and charts.
    case html

    /// The format of the other commands; nil for the page.
    var outputFormat: OutputFormat? {
        switch self {
        case .text: .text
        case .json: .json
        case .html: nil
        }
    }
}
