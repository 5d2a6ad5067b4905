package import ArgumentParser
internal import Core
internal import Foundation
internal import Logging
internal import Narration
internal import QueueStore
internal import Reporting
internal import Speech

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
        let settings = try speech.settings(context)
        guard settings.endpoints.isEmpty else {
            throw BatchError(
                .profileInvalid,
                "The profile \(settings.name) names speech endpoints; there is no sidecar to start.",
                remedy: "Name another profile with --profile; `say` and `voices` use the endpoints by themselves."
            )
        }
        let keeper = speech.global.homeFolder(context).sidecarKeeper(context)
        let start = try await context.untilStopped {
            try await keeper.start(settings.sidecarConfiguration(context), locator: settings.sidecarLocator(context)) {
                switch $0 {
                case .starting(let program): context.console.note("starting \(program) …")
                case .loading(let message): context.console.note(message)
                default: break
                }
            }
        }
        let status = SidecarStatusReport(await keeper.state(), leftBehind: [])
        let lead = start == .alreadyOnline ? "There is one already: " : ""
        context.console.line("\(lead)\(status.sentence)")
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
        let home = global.homeFolder(context)
        let found = try await home.sidecarKeeper(context).stop(grace: .seconds(grace))
        switch found {
        case .absent: context.console.line("No sidecar is kept.")
        case .unknown(let error): throw error
        case .stale(let kept):
            context.console.line("The kept sidecar, process \(kept.process.pid), had ended already; it is forgotten.")
        case .starting(let kept), .online(let kept, _, _), .unresponsive(let kept, _):
            context.console.line("The kept sidecar, process \(kept.process.pid), has ended.")
        }
        guard home.hasQueue else { return }
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let leftovers = LeftoverSidecars(store: try await global.openQueue(context))
        for leftover in try await leftovers.end(silent) {
            context.console.line("A sidecar that a killed run left behind, process \(leftover.process.pid), has ended.")
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
