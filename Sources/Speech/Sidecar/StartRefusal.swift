/// Why a sidecar refuses to start: the codes of its `error` event, as `sidecar/README.md` lists them.
enum StartRefusal: String, Sendable, CaseIterable {
    case invalidArguments = "invalid_arguments"
    case modelMissing = "model_missing"
    case modelUnfit = "model_unfit"
    case voiceUnfit = "voice_unfit"
    case deviceUnavailable = "device_unavailable"
    case engineUnavailable = "engine_unavailable"
    case engineFailed = "engine_failed"

    /// What to do now.
    ///
    /// - Parameters:
    ///   - engine: The engine that was asked for.
    ///   - target: What builds the sidecar with it.
    /// - Returns: A sentence.
    func remedy(engine: EngineConfiguration.Name, target: String) -> String {
        switch self {
        case .invalidArguments: "Correct the keys that it names in the profile's tables sidecar and voice."
        case .modelMissing:
            engine == .qwen
                ? "Let sidecar.model of the profile name the folder of a whole checkpoint; docs/qwen.md tells how to get one."
                : "Let sidecar.model of the profile name a model file that is there, or take it out."
        case .modelUnfit: "Let sidecar.model of the profile name one of the checkpoints that docs/qwen.md lists."
        case .voiceUnfit:
            "Change the profile's table voice to what the checkpoint has, or let sidecar.model name one of the other kind."
        case .deviceUnavailable:
            "Set sidecar.device, sidecar.dtype and sidecar.attention of the profile to what this machine has, "
                + "or take them out, so that they are chosen."
        case .engineUnavailable: "Build the sidecar with that engine: `make \(target)`."
        case .engineFailed:
            "Read its last lines under details: they tell whether the model's files are damaged or memory is short."
        }
    }
}
