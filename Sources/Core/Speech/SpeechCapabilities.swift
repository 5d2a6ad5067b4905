/// What a speech endpoint announces when it is ready.
package struct SpeechCapabilities: Sendable, Hashable, Codable {
    /// One voice that an endpoint offers.
    package struct Voice: Sendable, Hashable, Codable {
        package let id: String
        package let name: String
        /// BCP 47 tags.
        package let languages: [String]
        /// Tells voices of the same id apart that were made from something: a recording or a description.
        package let fingerprint: String?

        package init(id: String, name: String, languages: [String], fingerprint: String? = nil) {
            self.id = id
            self.name = name
            self.languages = languages
            self.fingerprint = fingerprint
        }

        /// Whether it speaks a language, in whatever region; true also where nobody can say.
        package func speaks(_ language: String) -> Bool {
            let own = languages.compactMap(LanguageTag.primary)
            guard let wanted = LanguageTag.primary(language), !own.isEmpty, own.count == languages.count else {
                return true
            }
            return own.contains(wanted)
        }
    }

    package let engine: String
    package let model: String
    /// Samples per second of the mono PCM it sends.
    package let sampleRate: Int
    /// How many requests it works on at the same time.
    package let maxConcurrency: Int
    /// The longest text of one request, in characters.
    package let maxInputCharacters: Int
    /// The lengths of a request, in characters, at which it speaks best; nil when any will do.
    package let recommendedCharacters: ClosedRange<Int>?
    package let voices: [Voice]
    /// The speeds that it supports; nil when it does not say.
    package let speedRange: ClosedRange<Double>?
    /// Whether instructions change how it speaks.
    package let supportsInstructions: Bool
    /// Whether it cannot speak without them, since they describe the voice.
    package let requiresInstructions: Bool
    /// The voice of requests that wish for none, where it is not the first of `voices`.
    package let preferredVoice: String?

    package init(
        engine: String,
        model: String,
        sampleRate: Int,
        maxConcurrency: Int,
        maxInputCharacters: Int,
        recommendedCharacters: ClosedRange<Int>? = nil,
        voices: [Voice],
        speedRange: ClosedRange<Double>? = nil,
        supportsInstructions: Bool = false,
        requiresInstructions: Bool = false,
        preferredVoice: String? = nil
    ) {
        self.engine = engine
        self.model = model
        self.sampleRate = sampleRate
        self.maxConcurrency = maxConcurrency
        self.maxInputCharacters = maxInputCharacters
        self.recommendedCharacters = recommendedCharacters
        self.voices = voices
        self.speedRange = speedRange
        self.supportsInstructions = supportsInstructions
        self.requiresInstructions = requiresInstructions
        self.preferredVoice = preferredVoice
    }

    /// The engine name that all endpoints of a profile share: takes do not depend on which of them spoke.
    package static let endpointEngine = "endpoint"

    /// The voice that stands for whichever the endpoint takes by itself.
    package static let anyVoice = "default"

    /// The language that is spoken: the one asked for, or else the only one of the voice; nil when nobody can say.
    package func language(_ wished: String?, of voice: String) -> String? {
        if let wished { return wished }
        let own = voices.first { $0.id == voice }?.languages ?? []
        return own.count == 1 ? own[0] : nil
    }

    /// The voice of requests that wish for none.
    package var defaultVoice: String { preferredVoice ?? voices.first?.id ?? Self.anyVoice }
}

extension ClosedRange {
    /// A range that servers send as its two bounds; nil for anything else.
    package init?(bounds: [Bound]?) {
        guard let bounds, bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        self = bounds[0]...bounds[1]
    }
}
