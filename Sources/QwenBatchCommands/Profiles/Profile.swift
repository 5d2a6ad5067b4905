internal import BatchCore
internal import Foundation
internal import JobProcessing
internal import SpeechHTTP

/// Named settings of a run; what a profile file leaves out has the value here.
struct Profile: Sendable, Hashable {
    var name: String
    var until: TimeOfDay?
    var workers: Int?
    var checks = TakeChecks()
    /// Takes of one segment that are tried.
    var takes = 3
    /// The recogniser's folder, and how many recordings it writes down at the same time.
    var transcriptionModel: String?
    var transcribers: Int?
    var restarts = 3
    var outageTimeout = 600.0
    var speaker: String?
    /// A voice in words.
    var design: String?
    /// The path of a recording whose voice is cloned, and what is said in it.
    var clone: String?
    var cloneText: String?
    var instructions: String?
    var language: String?
    var speed = 1.0
    var seed = 1
    var format = AudioFormat.wav
    var pauses = PauseLengths()
    var mastering = Mastering()
    var engine = EngineChoice.auto
    var binary: String?
    var model: String?
    var allowDownload = false
    var device: String?
    var dtype: String?
    var attention: String?
    var maxConcurrency: Int?
    var port = 0
    var startTimeout = 120.0
    var responseTimeout = 60.0
    var grace = 10.0
    var environment: [String: String] = [:]
    /// Speech servers that someone else runs; with any, a sidecar listens at most.
    var endpoints: [EndpointSettings] = []

    init(name: String) {
        self.name = name
    }
}

extension Profile {
    /// The profile that is always there: nobody listens, so every take is compared with its text.
    static var overnight: Profile {
        var profile = Profile(name: ProfileFinder.builtIn)
        profile.checks.verification = .transcript
        return profile
    }

    /// What the key `sidecar.engine` may say.
    enum EngineChoice: String, Sendable, CaseIterable {
        /// Qwen3-TTS where a model is configured, else the embedded voice.
        case auto
        case embedded
        case qwen
    }

    /// Whether Qwen3-TTS speaks.
    var usesQwen: Bool { engine == .qwen || (engine == .auto && model != nil) }

    /// What there is to say about the engine that was chosen; nil when it is what was asked for.
    var engineNote: String? {
        if language != nil, let deaf = endpoints.first(where: { $0.dialect.language == .none }) {
            let dialect = deaf.dialect.name
            return "\(deaf.url) is not told the language: its dialect \(dialect) has none; see docs/scaling.md."
        }
        guard engine == .auto, !usesQwen, endpoints.isEmpty else { return nil }
        return "The embedded voice narrates, since sidecar.model names no Qwen3-TTS checkpoint; see docs/qwen.md."
    }

    /// A key that the others rule out, and why; nil when all go together.
    var contradiction: (key: String, reason: String)? {
        let voices = [("voice.speaker", speaker), ("voice.design", design), ("voice.clone", clone)].filter { $1 != nil }
        if voices.count > 1 { return (voices[1].0, "\(voices[0].0) and \(voices[1].0) exclude each other") }
        if cloneText != nil, clone == nil { return ("voice.clone_text", "voice.clone_text needs voice.clone") }
        if engine == .qwen, model == nil {
            return ("sidecar.engine", "the engine qwen needs sidecar.model, the folder of a checkpoint")
        }
        if let made = voices.first?.0, made != "voice.speaker", !endpoints.isEmpty {
            return (made, "\(made) cannot be had from an [[endpoint]]; name one of its voices in voice.speaker")
        }
        if let made = voices.first?.0, made != "voice.speaker", !usesQwen {
            return (made, "\(made) needs the engine qwen and sidecar.model, the folder of a checkpoint")
        }
        let keys = [
            ("sidecar.device", device), ("sidecar.dtype", dtype), ("sidecar.attention", attention),
            ("sidecar.allow_download", allowDownload ? "true" : nil),
        ]
        if !usesQwen, let key = keys.first(where: { $0.1 != nil })?.0 {
            return (key, "\(key) needs the engine qwen and sidecar.model, the folder of a checkpoint")
        }
        return nil
    }
}
