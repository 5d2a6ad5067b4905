package import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// `qwen-batch sidecar`.
package struct SidecarCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sidecar",
        abstract: "Keep a sidecar running between commands, for previews.",
        discussion: """
            `say` and `voices` then need not start one each. A run always starts a sidecar of its own. Each home folder \
            keeps one at most.
            """,
        subcommands: [SidecarStartCommand.self, SidecarStopCommand.self, SidecarStatusCommand.self]
    )

    package init() {}
}

/// `qwen-batch sidecar start`.
package struct SidecarStartCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start the sidecar and keep it.",
        discussion: """
            One that runs already with the same settings is left as it is; one with others, or one that does not answer, \
            is ended first.
            """
    )

    @OptionGroup var speech: SpeechOptions

    package init() {}

    package func run(in context: CommandContext) async throws {
        let service = SidecarService(speech.global.workspace(context))
        let profile = speech.profile
        let start = try await context.untilStopped {
            try await service.start(profile: profile) { event in
                switch event {
                case .starting(let program): context.console.note("starting \(program) …")
                case .loading(let message): context.console.note(message)
                default: break
                }
            }
        }
        let lead = start.wasOnline ? "There is one already: " : ""
        context.console.line("\(lead)\(start.status.sentence)")
    }
}

/// `qwen-batch sidecar stop`.
package struct SidecarStopCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "End the kept sidecar, and any that a killed run left behind.",
        discussion: "The sidecars of runs that work, and of other home folders, are left alone."
    )

    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "Seconds it gets to end by itself before it is killed.")
    var grace = 10.0

    package init() {}

    package func validate() throws {
        if !(0...600).contains(grace) { throw ValidationError("--grace is \(grace); it must be from 0 to 600.") }
    }

    package func run(in context: CommandContext) async throws {
        let service = SidecarService(global.workspace(context))
        switch try await service.stop(grace: .seconds(grace)) {
        case .nothingKept: context.console.line("No sidecar is kept.")
        case .forgotten(let pid):
            context.console.line("The kept sidecar, process \(pid), had ended already; it is forgotten.")
        case .ended(let pid): context.console.line("The kept sidecar, process \(pid), has ended.")
        }
        for pid in try await service.endLeftovers() {
            context.console.line("A sidecar that a killed run left behind, process \(pid), has ended.")
        }
    }
}

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
        let report = try await SidecarService(global.workspace(context)).status()
        switch format {
        case .text: context.console.output(report.text)
        case .json: context.console.output(try ReportJSON.text(of: report))
        }
    }
}

extension SidecarStatusReport {
    /// One line on the kept sidecar.
    fileprivate var sentence: String {
        guard let pid else {
            let trouble = error.map { "error: \($0.message) \($0.remedy)" }
            return trouble ?? "No sidecar is kept; start one with `qwen-batch sidecar start`."
        }
        switch status {
        case .offline:
            return "offline: the kept sidecar, process \(pid), has ended; `qwen-batch sidecar start` starts another."
        case .starting: return "starting: process \(pid)"
        case .online:
            let place = "process \(pid), port \(port.map(String.init) ?? "unknown")"
            return "online: \(engine ?? "") \(model ?? ""), \(place)"
        case .error:
            return "error: process \(pid) does not answer as it should: \(error?.message ?? "") "
                + "`qwen-batch sidecar start` replaces it, `qwen-batch sidecar stop` ends it."
        }
    }

    fileprivate var text: String {
        let processes = leftBehind.map(String.init).joined(separator: ", ")
        let rest = "Left behind by killed runs: \(processes); the next run or `qwen-batch sidecar stop` ends them."
        return sentence + "\n" + (leftBehind.isEmpty ? "" : rest + "\n")
    }
}
