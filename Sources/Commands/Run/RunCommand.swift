package import ArgumentParser
internal import Core
internal import Foundation
internal import LocalSystem
internal import Logging
internal import Narration
internal import QueueStore

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
        var settings = try ProfileFinder(context: context).profile(named: profile)
        settings.until = until.flatMap(TimeOfDay.init) ?? settings.until
        settings.workers = workers ?? settings.workers
        // Each request in flight has a connection and a file.
        if !settings.endpoints.isEmpty { OpenFiles.allowMost() }
        let home = global.homeFolder(context)
        let logger = makeLogger(context)
        let store = try await global.openQueue(context, patience: Self.patience, isForChanges: true) {
            logger.warning("Waiting for the queue, which another process holds")
        }
        try await LeftoverSidecars(store: store).end(logger)
        let display = makeDisplay(context, logger)
        let host = try settings.speechHost(home: home, context: context, logger: logger) {
            await display.show(.endpoint($0))
        }
        let signals = context.stopSignals()
        signals.onSecondSignal { host.killNow() }
        if let note = settings.engineNote { tell(note, context, logger) }
        let runner = BatchRunner(
            store: store,
            host: host,
            configuration: settings.runConfiguration(home: home, context: context),
            logger: logger,
            now: context.now,
            observe: { await display.show($0) }
        )
        let summary = try await runner.run(process: .current(), stopRequests: signals.requests)
        await display.finish(summary)
        if let error = summary.error { context.console.show(error) }
        if summary.exitCode != 0 { throw ExitCode(Int32(summary.exitCode)) }
    }

    /// Seconds that a run waits for another process that writes: one that someone suspended must not end a night at once.
    private static let patience: TimeInterval = 300

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
