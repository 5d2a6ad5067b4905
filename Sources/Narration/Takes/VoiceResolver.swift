package import Core

/// What an engine that is online can be asked for.
///
/// Each wish is the asker's own, else the profile's. One that the engine cannot fulfil is an error that tells what it has:
/// `synthesis.rejected` when the asker has it, `profile.invalid` when only the profile does.
package struct VoiceResolver {
    /// Who has wishes beside the profile's.
    package enum Asker: Sendable {
        case job
        /// A command that speaks at once.
        case preview
    }

    let capabilities: SpeechCapabilities
    let asker: Asker

    package init(capabilities: SpeechCapabilities, asker: Asker = .job) {
        self.capabilities = capabilities
        self.asker = asker
    }

    /// A request with all wishes settled, and no text yet.
    package func request(_ own: VoiceOptions, else profile: VoiceOptions, seed: Int) throws -> SpeechRequest {
        let voice = try voice(own.voice, else: profile.voice)
        return SpeechRequest(
            text: "",
            voice: voice,
            language: try language(own.language, else: profile.language, of: voice),
            instructions: try instructions(own.instructions ?? profile.instructions),
            speed: try speed(own.speed, else: profile.speed ?? 1),
            seed: seed
        )
    }

    func voice(_ own: String?, else profile: String?) throws -> String {
        let wanted = own ?? profile ?? capabilities.defaultVoice
        let offered = capabilities.voices.map(\.id)
        guard offered.isEmpty || offered.contains(wanted) else {
            let names = offered.joined(separator: ", ")
            throw refusal(
                "\(theEngine) has no voice \"\(wanted)\"",
                isOwn: own != nil,
                ofAsker: asker == .job
                    ? "Enqueue the job again with one of these voices: \(names)."
                    : "Let --voice name one of these: \(names).",
                ofProfile: capabilities.requiresInstructions
                    ? "Take voice.speaker out of the profile and describe the voice in voice.design, then run again."
                    : "Set voice.speaker of the profile to one of these, then run again: \(names).",
                details: ["voice": wanted, "voices": offered.joined(separator: "\n")]
            )
        }
        return wanted
    }

    func language(_ own: String?, else profile: String?, of voice: String) throws -> String? {
        guard let wanted = own ?? profile else { return nil }
        let speaker = capabilities.voices.first { $0.id == voice }
        guard speaker?.speaks(wanted) != false else {
            let languages = (speaker?.languages ?? []).joined(separator: ", ")
            throw refusal(
                "The voice \"\(voice)\" speaks \(languages), not \"\(wanted)\"",
                isOwn: own != nil,
                ofAsker: asker == .job
                    ? "Enqueue the job again with a --voice that speaks it, or with the text's right --language."
                    : "Give a --voice that speaks it, or the text's right --language.",
                ofProfile: "Set voice.language of the profile to one of these, then run again: \(languages).",
                details: ["voice": voice, "language": wanted, "languages": languages]
            )
        }
        return wanted
    }

    /// Nil where it does not follow any.
    func instructions(_ wanted: String?) throws -> String? {
        guard wanted != nil || !capabilities.requiresInstructions else {
            let own = asker == .job ? "enqueue the job with --instructions" : "give --instructions"
            throw BatchError(
                .profileInvalid,
                "The model \(capabilities.model) needs a voice that is described in words, and there is no description.",
                remedy: "Set voice.design of the profile, then run again; or \(own)."
            )
        }
        return capabilities.supportsInstructions ? wanted : nil
    }

    func speed(_ own: Double?, else profile: Double) throws -> Double {
        let wanted = own ?? profile
        guard let range = capabilities.speedRange, !range.contains(wanted) else { return wanted }
        let hasOne = range.lowerBound == range.upperBound
        let possible = hasOne ? "\(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
        throw refusal(
            hasOne
                ? "\(theEngine) has one speed, \(possible), and does not speak at speed \(wanted)"
                : "\(theEngine) does not speak at speed \(wanted)",
            isOwn: own != nil,
            ofAsker: asker == .job
                ? "Enqueue the job again; --speed has to be \(possible)." : "Let --speed be \(possible).",
            ofProfile: "Set voice.speed of the profile to \(possible), then run again."
        )
    }

    /// Endpoints have no engine that anyone could name.
    private var theEngine: String {
        let model = "model \(capabilities.model)"
        return capabilities.engine == SpeechCapabilities.endpointEngine
            ? "The \(model)" : "The engine \(capabilities.engine) with the \(model)"
    }

    private func refusal(
        _ message: String,
        isOwn: Bool,
        ofAsker: String,
        ofProfile: String,
        details: [String: String] = [:]
    ) -> BatchError {
        BatchError(
            isOwn ? .synthesisRejected : .profileInvalid,
            message + (isOwn ? "." : ", which the profile names."),
            remedy: isOwn ? ofAsker : ofProfile,
            details: details
        )
    }
}

/// How someone wants a text spoken; what is nil is left to others.
package struct VoiceOptions: Sendable, Hashable {
    package var voice: String?
    package var language: String?
    package var instructions: String?
    package var speed: Double?

    package init(voice: String? = nil, language: String? = nil, instructions: String? = nil, speed: Double? = nil) {
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
    }
}
