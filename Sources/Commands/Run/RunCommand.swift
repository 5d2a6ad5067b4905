package import ArgumentParser
internal import Core
internal import Foundation
internal import Logging
internal import Narration

/// `qwen-batch run`: works the queue off.
package struct RunCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Narrate what is in the queue.",
        discussion: """
            Starts the sidecar when there is something to do, or uses the speech endpoints that the profile names, and \
            ends when the queue is drained, at the deadline, or at the first interrupt (Ctrl-C). A second interrupt stops at once. What is narrated is kept: run again to \
            go on where it stopped.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The profile: a name in ./jobs or the user's configuration folder, or a path.")
    var profile = ProfileFinder.builtIn

    @Option(name: .long, help: "Stop at this local time, such as 07:00, finished or not.")
    var until: String?

    @Option(name: .long, help: "Requests in flight at once. Default: twice what the sidecar or the endpoints work on.")
    var workers: Int?

    @Option(name: .long, help: "How to write log lines: text or json.")
    var logFormat: LogFormat = .text

    @Flag(name: .long, help: "Log lines also on a terminal, instead of progress bars.")
    var noProgress = false

    package init() {}

    package func validate() throws {
        if let until, TimeOfDay(until) == nil {
            throw ValidationError("--until is \"\(until)\"; it must be a time such as 07:00.")
        }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers is \(workers); it must be from 1 to 1024.")
        }
    }

    package func run(in context: CommandContext) async throws {
        let logger = makeLogger(context)
        let options = RunControl.Options(until: until.flatMap(TimeOfDay.init), workers: workers)
        let run = try await RunControl(global.workspace(context), logger: logger).prepare(profile: profile, options)
        let signals = context.stopSignals()
        signals.onSecondSignal { run.killNow() }
        if let note = run.note { tell(note, context, logger) }
        let display = makeDisplay(context, logger)
        let summary = try await run.run(stopRequests: signals.requests) { await display.show($0) }
        await display.finish(summary)
        if let error = summary.error { context.console.show(error) }
        if summary.exitStatus != .success { throw ExitCode(summary.exitStatus) }
    }

    private var showsBars: Bool { !noProgress && logFormat == .text }

    private func tell(_ note: String, _ context: CommandContext, _ logger: Logger) {
        if showsBars && context.console.isInteractive {
            context.console.note(note)
        } else {
            logger.notice("Engine chosen", metadata: ["note": "\(note)"])
        }
    }

    private func makeLogger(_ context: CommandContext) -> Logger {
        // Bars and log lines would overwrite each other: with bars only trouble is logged.
        let level: Logger.Level = showsBars && context.console.isInteractive ? .error : .info
        let format = logFormat
        return Logger(label: "qwen-batch") { _ in
            ConsoleLogHandler(logLevel: level, console: context.console, format: format, now: context.now)
        }
    }

    private func makeDisplay(_ context: CommandContext, _ logger: Logger) -> any RunDisplay {
        showsBars && context.console.isInteractive
            ? ProgressDisplay(console: context.console)
            : LogDisplay(logger: logger)
    }
}
