package import Core
package import Foundation
package import Speech

/// Named settings of a run; what a profile file leaves out has the value here.
package struct Profile: Sendable, Hashable {
    package var name: String
    package var until: TimeOfDay?
    package var workers: Int?
    package var checks = TakeChecks()
    /// Takes of one segment that are tried.
    package var takes = 3
    /// The recogniser's folder, and how many recordings it transcribes at the same time.
    package var transcriptionModel: String?
    package var transcribers: Int?
    package var restarts = 3
    /// What becomes of a book when no take can be had of a segment.
    package var gaps = GapPolicy.refuse
    package var outageTimeout = 600.0
    package var speaker: String?
    /// A voice in words.
    package var design: String?
    /// The path of a recording whose voice is cloned, and what is said in it.
    package var clone: String?
    package var cloneText: String?
    package var instructions: String?
    package var language: String?
    package var speed = 1.0
    package var seed = 1
    package var format = AudioFormat.wav
    package var pauses = PauseLengths()
    package var mastering = Mastering()
    package var engine = EngineChoice.auto
    package var binary: String?
    package var model: String?
    package var allowDownload = false
    package var device: String?
    package var dtype: String?
    package var attention: String?
    package var maxConcurrency: Int?
    package var port = 0
    package var startTimeout = 120.0
    package var responseTimeout = 60.0
    package var grace = 10.0
    package var environment: [String: String] = [:]
    /// Speech servers that someone else runs; with any, a sidecar transcribes at most.
    package var endpoints: [EndpointSettings] = []

    package init(name: String) {
        self.name = name
    }
}

extension Profile {
    /// The profile that is always there: nobody is there to hear it, so every take is compared with its text.
    package static var overnight: Profile {
        var profile = Profile(name: ProfileFinder.builtIn)
        profile.checks.verification = .transcript
        return profile
    }

    /// What the key `sidecar.engine` may say.
    package enum EngineChoice: String, Sendable, CaseIterable {
        /// Qwen3-TTS where a model is configured, else the embedded voice.
        case auto
        case embedded
        case qwen
    }

    /// Whether Qwen3-TTS speaks.
    package var usesQwen: Bool { engine == .qwen || (engine == .auto && model != nil) }

    /// What there is to say about the engine that was chosen; nil when it is what was asked for.
    package var engineNote: String? {
        if language != nil, let deaf = endpoints.first(where: { $0.dialect.language == .none }) {
            let dialect = deaf.dialect.name
            return "\(deaf.url) is not told the language: its dialect \(dialect) has none; see docs/scaling.md."
        }
        guard engine == .auto, !usesQwen, endpoints.isEmpty else { return nil }
        return "The embedded voice narrates, since sidecar.model names no Qwen3-TTS checkpoint; see docs/qwen.md."
    }

    /// A key that the others rule out, and why; nil when all go together.
    package var contradiction: (key: String, reason: String)? {
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

/// One `[[endpoint]]` of a profile.
package struct EndpointSettings: Sendable, Hashable {
    package var url = ""
    package var dialect = SpeechDialect.openAI
    /// The name of the environment variable that holds the key.
    package var tokenVariable: String?
    package var model: String?
    package var maxConcurrency = 4
    package var sampleRate: Int?
    package var voices: [String] = []
    package var certificateFile: String?
    package var responseTimeout = 60.0
}

/// A time on the wall clock, such as `07:00`.
package struct TimeOfDay: Sendable, Hashable {
    package let hour: Int
    package let minute: Int

    /// Reads `H:MM` or `HH:MM`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// The next moment after `now` when the clock shows this time: today, or tomorrow when it has passed.
    ///
    /// Where the clocks are put forward over this time, it is the moment they are put forward to.
    package func next(after now: Date, in timeZone: TimeZone) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let components = DateComponents(hour: hour, minute: minute, second: 0)
        let found = calendar.nextDate(after: now, matching: components, matchingPolicy: .nextTime)
        return found ?? now.addingTimeInterval(24 * 3600)
    }
}
