internal import BatchCore

/// What an engine that is online can be asked for.
///
/// Each wish is the job's own, else the profile's. One that the engine cannot fulfil is an error that tells what it has:
/// `synthesis.rejected` when the job has it, `profile.invalid` when only the profile does.
struct EngineOffer {
    let capabilities: SpeechCapabilities

    private var engine: String { capabilities.engine }

    func voice(_ own: String?, else profile: String?) throws -> String {
        let wanted = own ?? profile ?? capabilities.defaultVoice
        let offered = capabilities.voices.map(\.id)
        guard offered.isEmpty || offered.contains(wanted) else {
            let names = offered.joined(separator: ", ")
            throw refusal(
                "\(theEngine) has no voice \"\(wanted)\"",
                isJobs: own != nil,
                ofJob: "Enqueue the job again with one of these voices: \(names).",
                ofProfile: "Set voice.speaker of the profile to one of these, then run again: \(names).",
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
                isJobs: own != nil,
                ofJob: "Enqueue the job again with a --voice that speaks it, or with the text's right --language.",
                ofProfile: "Set voice.language of the profile to one of these, then run again: \(languages).",
                details: ["voice": voice, "language": wanted, "languages": languages]
            )
        }
        return wanted
    }

    /// Nil where it does not follow any.
    func instructions(_ wanted: String?) throws -> String? {
        guard wanted != nil || !capabilities.requiresInstructions else {
            throw BatchError(
                .profileInvalid,
                "The model \(capabilities.model) needs a voice that is described in words, and there is no description.",
                remedy: "Set voice.design of the profile, then run again; or enqueue the job with --instructions."
            )
        }
        return capabilities.supportsInstructions ? wanted : nil
    }

    func speed(_ own: Double?, else profile: Double) throws -> Double {
        let wanted = own ?? profile
        guard let range = capabilities.speedRange, !range.contains(wanted) else { return wanted }
        let possible =
            range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
        throw refusal(
            "\(theEngine) does not speak at speed \(wanted)",
            isJobs: own != nil,
            ofJob: "Enqueue the job again; --speed has to be \(possible).",
            ofProfile: "Set voice.speed of the profile to \(possible), then run again."
        )
    }

    /// Endpoints have no engine that anyone could name.
    private var theEngine: String {
        engine == SpeechCapabilities.endpointEngine ? "The model \(capabilities.model)" : "The engine \(engine)"
    }

    private func refusal(
        _ message: String,
        isJobs: Bool,
        ofJob: String,
        ofProfile: String,
        details: [String: String] = [:]
    ) -> BatchError {
        BatchError(
            isJobs ? .synthesisRejected : .profileInvalid,
            message + (isJobs ? "." : ", which the profile names."),
            remedy: isJobs ? ofJob : ofProfile,
            details: details
        )
    }
}
