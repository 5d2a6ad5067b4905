internal import ArgumentParser
internal import BatchCore
internal import Logging
internal import SpeechSidecar

/// The sidecar that a preview uses.
struct SpeechOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "The profile that says which sidecar and voice to use.")
    var profile = ProfileFinder.builtIn

    func settings(_ context: CommandContext) throws -> Profile {
        try ProfileFinder(context: context).profile(named: profile)
    }

    /// Starts the sidecar for the length of some work, telling what happens on standard error.
    func withSynthesizer<Result: Sendable>(
        _ context: CommandContext,
        _ body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let home = global.homeFolder(context)
        let logger = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let host = try settings(context).sidecarHost(home: home, context: context, logger: logger)
        let signals = context.stopSignals()
        signals.onSecondSignal { host.killNow() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await host.withSynthesizer(
                    observe: { event in
                        if case .starting = event { context.console.note("starting the sidecar …") }
                    },
                    body: body
                )
            }
            group.addTask {
                for await _ in signals.requests { throw ExitCode(75) }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else { throw CancellationError() }
            return result
        }
    }
}
