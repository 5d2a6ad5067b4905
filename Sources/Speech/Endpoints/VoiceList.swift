internal import Core

/// The shapes in which servers list their voices at `GET /v1/audio/voices`.
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
        let languages = entry["languages"] as? [String] ?? [entry["language"] as? String].compactMap(\.self)
        return SpeechCapabilities.Voice(
            id: id,
            name: entry["name"] as? String ?? id,
            languages: languages,
            fingerprint: entry["fingerprint"] as? String
        )
    }
}
