internal import Core

/// What a speech server tells of its model, in a sidecar's `ready` line and in an entry of `GET /v1/models` alike.
///
/// OpenAI's list has nothing but names. What has another type than it should have counts as not told.
struct ModelFacts {
    private let entry: [String: Any]

    init(_ entry: [String: Any]) {
        self.entry = entry
    }

    /// What is assumed where a server does not tell.
    struct Defaults {
        let speedRange: ClosedRange<Double>?
        let supportsInstructions: Bool

        /// The sidecar's contract.
        static let contract = Defaults(speedRange: nil, supportsInstructions: false)
        /// OpenAI's documentation; whether a model follows instructions is for the server to tell.
        static let openAI = Defaults(speedRange: 0.25...4, supportsInstructions: true)
    }

    /// In characters, where a server does not tell; OpenAI's documentation and the sidecar's contract say so.
    private static let maxInputCharacters = 4096

    var requiresInstructions: Bool { entry["requires_instructions"] as? Bool ?? false }

    func capabilities(
        engine: String,
        model: String,
        sampleRate: Int,
        maxConcurrency: Int,
        voices: [SpeechCapabilities.Voice],
        preferredVoice: String? = nil,
        defaults: Defaults
    ) -> SpeechCapabilities {
        SpeechCapabilities(
            engine: engine,
            model: model,
            sampleRate: sampleRate,
            maxConcurrency: maxConcurrency,
            maxInputCharacters: entry["max_input_characters"] as? Int ?? Self.maxInputCharacters,
            recommendedCharacters: ClosedRange(bounds: entry["recommended_characters"] as? [Int]),
            voices: voices,
            speedRange: ClosedRange(bounds: entry["speed_range"] as? [Double]) ?? defaults.speedRange,
            supportsInstructions: entry["supports_instructions"] as? Bool ?? defaults.supportsInstructions,
            requiresInstructions: requiresInstructions,
            preferredVoice: preferredVoice
        )
    }
}

/// The shapes in which servers list their voices, in a sidecar's `ready` line and at `GET /v1/audio/voices` alike.
enum VoiceList {
    /// Empty when it lists none, or only some of them.
    static func voices(in answer: [String: Any]) -> [SpeechCapabilities.Voice] {
        // vLLM-Omni and the sidecar say "voices"; others follow the lists of OpenAI, with "data".
        let entries = (answer["voices"] ?? answer["data"]) as? [Any] ?? []
        let isPartial = (answer["total"] as? Int).map { $0 > entries.count } ?? (answer["has_more"] as? Bool ?? false)
        return isPartial ? [] : entries.compactMap(voice)
    }

    private static func voice(_ entry: Any) -> SpeechCapabilities.Voice? {
        if let id = entry as? String { return SpeechCapabilities.Voice(id: id, name: id, languages: []) }
        guard let entry = entry as? [String: Any],
            let id = ["id", "voice_id", "name"].lazy.compactMap({ entry[$0] as? String }).first
        else { return nil }
        return SpeechCapabilities.Voice(
            id: id,
            name: entry["name"] as? String ?? id,
            languages: entry["languages"] as? [String] ?? [entry["language"] as? String].compactMap(\.self),
            fingerprint: entry["fingerprint"] as? String
        )
    }
}
