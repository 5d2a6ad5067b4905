internal import Core

/// What several endpoints have in common, so that a book is one book whichever of them speaks a part.
enum CommonCapabilities {
    /// - Parameters:
    ///   - members: Name and capabilities of each endpoint that can be used.
    ///   - maxConcurrency: What all take at once, also those that cannot be used yet.
    /// - Returns: One model and sample rate, and the voices that all have.
    /// - Throws: `endpoint.unsuitable` naming two that differ.
    static func of(
        _ members: [(name: String, capabilities: SpeechCapabilities)],
        maxConcurrency: Int
    ) throws -> SpeechCapabilities {
        guard let first = members.first else { preconditionFailure("there is an endpoint that can be used") }
        for other in members.dropFirst() {
            if let difference = difference(between: first.capabilities, and: other.capabilities) {
                throw BatchError(
                    .endpointUnsuitable,
                    "\(first.name) and \(other.name) do not speak alike: \(difference).",
                    remedy: "Let all [[endpoint]] of a profile serve the same model, or use a profile for each.",
                    details: ["endpoint": other.name]
                )
            }
        }
        let lists = members.map(\.capabilities.voices).filter { !$0.isEmpty }
        let shared = (lists.first ?? []).filter { voice in
            lists.allSatisfy { list in list.contains { $0.id == voice.id && $0.fingerprint == voice.fingerprint } }
        }
        guard !shared.isEmpty || lists.isEmpty else {
            throw BatchError(
                .endpointUnsuitable,
                "The speech endpoints have no voice in common.",
                remedy: "Let all [[endpoint]] of a profile serve the same voices, or use a profile for each."
            )
        }
        let preferred = first.capabilities.preferredVoice
        return SpeechCapabilities(
            engine: SpeechCapabilities.endpointEngine,
            model: first.capabilities.model,
            sampleRate: first.capabilities.sampleRate,
            maxConcurrency: maxConcurrency,
            maxInputCharacters: members.map(\.capabilities.maxInputCharacters).min() ?? 0,
            recommendedCharacters: first.capabilities.recommendedCharacters,
            voices: shared,
            speedRange: speeds(of: members.map(\.capabilities)),
            supportsInstructions: members.allSatisfy(\.capabilities.supportsInstructions),
            requiresInstructions: members.contains { $0.capabilities.requiresInstructions },
            preferredVoice: shared.isEmpty || shared.contains { $0.id == preferred } ? preferred : nil
        )
    }

    /// What keeps an endpoint from taking part, in words; nil when nothing does.
    static func difference(between one: SpeechCapabilities, and other: SpeechCapabilities) -> String? {
        if one.model != other.model { return "one has the model \(one.model), the other \(other.model)" }
        if one.sampleRate != other.sampleRate {
            return "one answers at \(one.sampleRate) Hz, the other at \(other.sampleRate) Hz"
        }
        return nil
    }

    /// What a pool has that an endpoint lacks which joins it later, in words; nil when it lacks nothing.
    static func shortfall(of other: SpeechCapabilities, beside pool: SpeechCapabilities) -> String? {
        let voices = missingVoices(pool, in: other)
        guard voices.isEmpty else {
            return "it lacks the voices \(voices.joined(separator: ", ")), or has others of that name"
        }
        if pool.supportsInstructions, !other.supportsInstructions { return "its model follows no instructions" }
        if other.requiresInstructions, !pool.requiresInstructions { return "its model needs a voice described" }
        if other.maxInputCharacters < pool.maxInputCharacters {
            return "it takes texts of \(other.maxInputCharacters) characters, not \(pool.maxInputCharacters)"
        }
        if let own = other.speedRange, let wanted = pool.speedRange,
            own.lowerBound > wanted.lowerBound || own.upperBound < wanted.upperBound
        {
            return "it speaks at speeds from \(own.lowerBound) to \(own.upperBound) only"
        }
        return nil
    }

    /// The voices of a pool that an endpoint lacks or has otherwise; none where its voices are not known.
    private static func missingVoices(_ pool: SpeechCapabilities, in other: SpeechCapabilities) -> [String] {
        guard !other.voices.isEmpty else { return [] }
        return pool.voices.filter { voice in
            !other.voices.contains { $0.id == voice.id && $0.fingerprint == voice.fingerprint }
        }.map(\.id)
    }

    /// The speeds that all speak at; those of the first where there is none.
    private static func speeds(of members: [SpeechCapabilities]) -> ClosedRange<Double>? {
        let ranges = members.compactMap(\.speedRange)
        guard let first = ranges.first else { return nil }
        return ranges.reduce(first) { common, other in common.overlaps(other) ? common.clamped(to: other) : common }
    }
}
