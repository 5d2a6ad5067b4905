package import ArgumentParser
internal import Core
internal import Narration
internal import Speech

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
