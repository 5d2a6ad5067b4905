internal import ArgumentParser
internal import Core
internal import Logging
internal import Narration
internal import Speech

/// The sidecar or the endpoints that a preview uses.
struct SpeechOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "The profile that says which sidecar or endpoints and which voice to use.")
    var profile = ProfileFinder.builtIn

    func settings(_ context: CommandContext) throws -> Profile {
        try ProfileFinder(context: context).profile(named: profile)
    }

    /// Lends the profile's endpoints to some work; else the kept sidecar where it fits, or one that is started for the length
    /// of it, telling so on standard error.
    func withSynthesizer<Result: Sendable>(
        _ context: CommandContext,
        _ body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let home = global.homeFolder(context)
        let logger = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let settings = try settings(context)
        guard settings.endpoints.isEmpty else {
            let endpoints = try settings.endpointHost(context)
            return try await context.untilStopped { try await endpoints.withSynthesizer(observe: { _ in }, body: body) }
        }
        let host = settings.sidecarHost(home: home, context: context, logger: logger)
        let kept = try await home.sidecarKeeper(context)
            .host(for: settings.sidecarConfiguration(context), locator: settings.sidecarLocator(context))
        return try await context.untilStopped(onSecondSignal: { host.killNow() }) {
            if let kept { return try await kept.withSynthesizer(observe: { _ in }, body: body) }
            return try await host.withSynthesizer(
                observe: { event in
                    if case .starting = event { context.console.note("starting the sidecar …") }
                },
                body: body
            )
        }
    }
}
