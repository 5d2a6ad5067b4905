internal import Core
internal import Foundation

/// Finds out what an endpoint is, and makes sure that it speaks.
struct EndpointInspection: Sendable {
    let connection: EndpointConnection
    /// The voice of the first words; nil takes the endpoint's first.
    let voice: String?

    /// What OpenAI documents as its limits; others do not say.
    private static let maxInputCharacters = 4096
    private static let speedRange = 0.25...4.0
    /// How loud some sample of a few words must be at least; full scale is 32,768.
    private static let quietestWords: Int16 = 256

    private var configuration: EndpointConfiguration { connection.configuration }

    /// - Throws: `BatchError` with an `endpoint.…` code.
    func capabilities() async throws -> SpeechCapabilities {
        let model = try await model()
        let voices = try await voices()
        let ids = voices.map(\.id)
        let known = voice.map { ids.isEmpty || ids.contains($0) } == true ? voice : nil
        let words = SpeechRequest.plainWords(
            voice: known ?? ids.first ?? SpeechCapabilities.anyVoice,
            isDescribed: model.requiresInstructions
        )
        let rate = try await speak(words, model: model.id, form: .wav, sampleRate: configuration.sampleRate)
        let sampleRate = rate ?? configuration.sampleRate
        guard let sampleRate else { throw connection.trouble.unsuitable("its audio does not tell its sample rate.") }
        let form = configuration.dialect.form(for: words)
        if form != .wav { _ = try await speak(words, model: model.id, form: form, sampleRate: sampleRate) }
        return SpeechCapabilities(
            engine: SpeechCapabilities.endpointEngine,
            model: model.id,
            sampleRate: sampleRate,
            maxConcurrency: configuration.maxConcurrency,
            maxInputCharacters: model.maxInputCharacters ?? Self.maxInputCharacters,
            recommendedCharacters: model.recommendedCharacters,
            voices: voices,
            speedRange: model.speedRange ?? Self.speedRange,
            // All dialects have them; whether the model follows is for the server to tell.
            supportsInstructions: model.supportsInstructions ?? true,
            requiresInstructions: model.requiresInstructions,
            preferredVoice: known
        )
    }

    private func model() async throws -> ModelFacts {
        let list = try await connection.list(SpeechRoute.models)?["data"] as? [[String: Any]]
        let offered = list?.compactMap { ModelFacts($0) } ?? []
        // A name goes into log, store and report.
        guard offered.allSatisfy({ connection.trouble.shown($0.id) == $0.id }) else {
            throw connection.trouble.unsuitable("the name of a model holds the key that was sent.")
        }
        let names = offered.prefix(20).map(\.id).joined(separator: ", ")
        if let wanted = configuration.model {
            if let found = offered.first(where: { $0.id == wanted }) { return found }
            guard offered.isEmpty else {
                throw connection.trouble.unsuitable(
                    "it has no model \"\(wanted)\".",
                    remedy: "Set model of its [[endpoint]] to one of: \(names)."
                )
            }
            return ModelFacts(named: wanted)
        }
        guard let only = offered.first, offered.count == 1 else {
            throw connection.trouble.unsuitable(
                offered.isEmpty ? "it does not say which model it has." : "it has more than one model.",
                remedy: offered.isEmpty
                    ? "Set model of its [[endpoint]] to the name of its model."
                    : "Set model of its [[endpoint]] to one of: \(names)."
            )
        }
        return only
    }

    /// The voices it is said to have, else those it lists itself; empty when nobody knows all of them.
    private func voices() async throws -> [SpeechCapabilities.Voice] {
        guard configuration.voices.isEmpty else {
            return configuration.voices.map { SpeechCapabilities.Voice(id: $0, name: $0, languages: []) }
        }
        return VoiceList.voices(in: try await connection.list(SpeechRoute.voices) ?? [:])
    }

    /// Has a few words spoken, and listens whether there is something to hear.
    private func speak(_ words: SpeechRequest, model: String, form: AudioForm, sampleRate: Int?) async throws -> Int? {
        let trouble = connection.trouble
        do {
            return try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask { try await hear(words, model: model, form: form, sampleRate: sampleRate) }
                group.addTask {
                    try await Task.sleep(for: configuration.responseTimeout, clock: .suspending)
                    throw trouble.unsuitable("a few words were not spoken within its response_timeout.")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch let error as BatchError where error.code.blame == .job {
            // One that went away in the middle of the words is not there any more.
            _ = try await connection.list(SpeechRoute.models)
            throw trouble.unsuitable("it does not speak a few plain words. \(error.message)")
        }
    }

    private func hear(_ words: SpeechRequest, model: String, form: AudioForm, sampleRate: Int?) async throws -> Int? {
        var refusals = 0
        while true {
            do {
                var loudest: Int16 = 0
                let rate = try await connection.speak(words, model: model, form: form, sampleRate: sampleRate) {
                    for sample in $0 { loudest = max(loudest, sample == .min ? .max : abs(sample)) }
                }
                guard loudest >= Self.quietestWords else {
                    throw connection.trouble.unsuitable("a few plain words were answered with silence.")
                }
                return rate
            } catch let busy as BusyAnswer {
                // Whoever waits ends this with the time that the words may take.
                try await Task.sleep(for: busy.pause(refusals: refusals))
                refusals += 1
            }
        }
    }
}

/// What a server tells of a model at `GET /v1/models`.
///
/// OpenAI's list has nothing but names; the speech server of this project adds what its model can do, as it does in its
/// `ready` line.
struct ModelFacts {
    let id: String
    let maxInputCharacters: Int?
    let recommendedCharacters: ClosedRange<Int>?
    let speedRange: ClosedRange<Double>?
    /// Nil where the server does not tell.
    let supportsInstructions: Bool?
    let requiresInstructions: Bool

    /// Nil for anything that is no model.
    init?(_ entry: [String: Any]) {
        guard let id = entry["id"] as? String else { return nil }
        self.id = id
        maxInputCharacters = entry["max_input_characters"] as? Int
        recommendedCharacters = ClosedRange(bounds: entry["recommended_characters"] as? [Int])
        speedRange = ClosedRange(bounds: entry["speed_range"] as? [Double])
        supportsInstructions = entry["supports_instructions"] as? Bool
        requiresInstructions = entry["requires_instructions"] as? Bool ?? false
    }

    /// A model of which nothing but its name is known.
    init(named id: String) {
        self.id = id
        (maxInputCharacters, recommendedCharacters, speedRange) = (nil, nil, nil)
        (supportsInstructions, requiresInstructions) = (nil, false)
    }
}

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
