package import ArgumentParser
internal import BatchCore
internal import Foundation
internal import JobStorage
internal import Reports

/// `qwen-batch report`: tells what happened.
package struct ReportCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell what happened to the jobs.",
        discussion: "Without a job: all jobs, the latest runs and sidecars. With one: everything about it."
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A job's number, for the report on that job in full.")
    var job: Int64?

    @Option(name: .long, help: "How many of the latest runs and sidecars to show.")
    var runs = 5

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func validate() throws {
        if runs < 0 { throw ValidationError("--runs is \(runs); it must not be negative.") }
    }

    package func run(in context: CommandContext) async throws {
        let store = try await global.openQueue(context)
        let renderer = context.renderer(format)
        if let job {
            context.console.output(renderer.render(try await detail(of: job, in: store, context)))
        } else {
            let report = Report(
                jobs: try await store.jobs(in: Set(JobState.allCases)),
                runs: try await store.runs(limit: runs),
                sidecarSessions: try await store.sidecarSessions(limit: runs),
                generatedAt: context.now()
            )
            renderer.write(report, to: context.console.output)
        }
    }

    private func detail(
        of job: Job.ID,
        in store: SQLiteJobStore,
        _ context: CommandContext
    ) async throws -> JobDetailReport {
        JobDetailReport(
            job: try await store.job(job),
            chapters: try await store.chapters(of: job),
            segments: try await store.segments(of: job),
            takes: try await store.takes(of: job),
            generatedAt: context.now()
        )
    }
}

extension CommandContext {
    /// The renderer for data on standard output.
    func renderer(_ format: OutputFormat) -> any ReportRenderer {
        format.renderer(width: console.isInteractive ? console.width : nil, timeZone: timeZone)
    }
}
