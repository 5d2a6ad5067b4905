internal import ArgumentParser
internal import Narration

/// The sidecar or the endpoints that a preview uses.
struct SpeechOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "The profile that says which sidecar or endpoints and which voice to use.")
    var profile = ProfileFinder.builtIn

    func service(_ context: CommandContext) throws -> PreviewService {
        try PreviewService(global.workspace(context), profile: profile)
    }
}

extension Console {
    /// Tells on standard error what a preview does.
    func show(_ event: PreviewEvent) {
        switch event {
        case .starting: note("starting the sidecar …")
        case .instructionsIgnored(let model):
            note("The model \(model) does not follow instructions; it speaks without them.")
        }
    }
}
