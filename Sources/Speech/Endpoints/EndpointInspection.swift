internal import Core

/// Finds out what an endpoint is, and makes sure that it speaks.
struct EndpointInspection: Sendable {
    let client: SpeechClient
    let configuration: EndpointConfiguration
    /// The voice of the first words; nil takes the endpoint's first.
    private let voice: String?

    /// How loud some sample of a few words must be at least; full scale is 32,768.
    private static let quietestWords: Int16 = 256

    /// - Throws: `endpoint.untrusted` when the file with its certificates cannot be used.
    init(_ configuration: EndpointConfiguration, voice: String?) throws {
        self.configuration = configuration
        self.voice = voice
        client = try SpeechClient(configuration.endpoint)
    }

    /// - Throws: `BatchError` with an `endpoint.…` code.
    func server() async throws -> SpeechServer {
        let (model, facts) = try await model()
        let voices = try await voices()
        let ids = voices.map(\.id)
        let known = voice.map { ids.isEmpty || ids.contains($0) } == true ? voice : nil
        let words = SpeechRequest.plainWords(
            voice: known ?? ids.first ?? SpeechCapabilities.anyVoice,
            isDescribed: facts.requiresInstructions
        )
        let rate = try await speak(words, model: model, form: .wav, sampleRate: configuration.sampleRate)
        let sampleRate = rate ?? configuration.sampleRate
        guard let sampleRate else { throw client.errors.unsuitable("its audio does not tell its sample rate.") }
        let form = configuration.dialect.form(for: words)
        if form != .wav { _ = try await speak(words, model: model, form: form, sampleRate: sampleRate) }
        let capabilities = facts.capabilities(
            engine: SpeechCapabilities.endpointEngine,
            model: model,
            sampleRate: sampleRate,
            maxConcurrency: configuration.maxConcurrency,
            voices: voices,
            preferredVoice: known,
            defaults: .openAI
        )
        return SpeechServer(client: client, capabilities: capabilities, waitsWhileBusy: false)
    }

    private func model() async throws -> (id: String, facts: ModelFacts) {
        let list = try await client.list(SpeechRoute.models)?["data"] as? [[String: Any]] ?? []
        let offered = list.compactMap { entry in (entry["id"] as? String).map { (id: $0, facts: ModelFacts(entry)) } }
        // A name goes into log, store and report.
        guard offered.allSatisfy({ client.errors.shown($0.id) == $0.id }) else {
            throw client.errors.unsuitable("the name of a model holds the key that was sent.")
        }
        let names = offered.prefix(20).map(\.id).joined(separator: ", ")
        if let wanted = configuration.model {
            if let found = offered.first(where: { $0.id == wanted }) { return found }
            guard offered.isEmpty else {
                throw client.errors.unsuitable(
                    "it has no model \"\(wanted)\".",
                    remedy: "Set model of its [[endpoint]] to one of: \(names)."
                )
            }
            return (wanted, ModelFacts([:]))
        }
        guard let only = offered.first, offered.count == 1 else {
            throw client.errors.unsuitable(
                offered.isEmpty ? "it does not say which model it has." : "it has more than one model.",
                remedy: offered.isEmpty
                    ? "Set model of its [[endpoint]] to the name of its model."
                    : "Set model of its [[endpoint]] to one of: \(names)."
            )
        }
        return only
    }

    /// The voices it is said to have, else those it lists itself; empty where not all of them are known.
    private func voices() async throws -> [SpeechCapabilities.Voice] {
        guard configuration.voices.isEmpty else {
            return configuration.voices.map { SpeechCapabilities.Voice(id: $0, name: $0, languages: []) }
        }
        return VoiceList.voices(in: try await client.list(SpeechRoute.voices) ?? [:])
    }

    /// Has a few words spoken within the time that they may take, and checks that they are not silence.
    private func speak(_ words: SpeechRequest, model: String, form: AudioForm, sampleRate: Int?) async throws -> Int? {
        let errors = client.errors
        do {
            return try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask { try await speakAudibly(words, model: model, form: form, sampleRate: sampleRate) }
                group.addTask {
                    try await Task.sleep(for: configuration.responseTimeout, clock: .suspending)
                    throw errors.unsuitable("a few words were not spoken within its response_timeout.")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch let error as BatchError where error.code.blame == .job {
            // One that went away in the middle of the words is unreachable.
            try await client.confirm()
            throw errors.unsuitable("it does not speak a few plain words. \(error.message)")
        }
    }

    private func speakAudibly(
        _ words: SpeechRequest,
        model: String,
        form: AudioForm,
        sampleRate: Int?
    ) async throws -> Int? {
        var loudest: Int16 = 0
        let rate = try await client.speak(
            words,
            model: model,
            form: form,
            sampleRate: sampleRate,
            waitsWhileBusy: true
        ) {
            for sample in $0 { loudest = max(loudest, sample == .min ? .max : abs(sample)) }
        }
        guard loudest >= Self.quietestWords else {
            throw client.errors.unsuitable("a few plain words were answered with silence.")
        }
        return rate
    }
}
