package import ArgumentParser
internal import Core
internal import Foundation
internal import Logging
internal import Narration
internal import QueueStore
internal import Speech

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
