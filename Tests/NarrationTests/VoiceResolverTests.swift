import Core
import Narration
import Testing

@Suite("What an engine can be asked for") struct VoiceResolverTests {
    private func offer(_ asker: VoiceResolver.Asker = .job, isDescribed: Bool = false) -> VoiceResolver {
        let capabilities = SpeechCapabilities(
            engine: "qwen",
            model: "small",
            sampleRate: 24_000,
            maxConcurrency: 1,
            maxInputCharacters: 400,
            voices: [SpeechCapabilities.Voice(id: "vivian", name: "Vivian", languages: ["en", "zh"])],
            speedRange: 1...1,
            supportsInstructions: isDescribed,
            requiresInstructions: isDescribed
        )
        return VoiceResolver(capabilities: capabilities, asker: asker)
    }

    @Test func wishesAreOnesOwnBeforeTheProfiles() throws {
        let profile = VoiceOptions(voice: "nobody", language: "en", instructions: "Calmly.")
        let request = try offer(isDescribed: true)
            .request(VoiceOptions(voice: "vivian", language: "zh"), else: profile, seed: 3)
        let expected = SpeechRequest(text: "", voice: "vivian", language: "zh", instructions: "Calmly.", seed: 3)
        #expect(request == expected)
    }

    @Test(arguments: [
        (VoiceOptions(voice: "nobody"), "no voice \"nobody\"", "vivian"),
        (VoiceOptions(language: "de"), "speaks en, zh", "language"),
        (VoiceOptions(speed: 2), "has one speed, 1.0", "1.0"),
    ])
    func whatTheEngineLacksIsToldToWhoeverWantsIt(wish: VoiceOptions, says: String, hint: String) throws {
        let own = try #require(
            #expect(throws: BatchError.self) { try offer().request(wish, else: VoiceOptions(), seed: 1) }
        )
        #expect(own.code == .synthesisRejected)
        #expect(own.remedy.hasPrefix("Enqueue the job again"))
        let previews = try #require(
            #expect(throws: BatchError.self) { try offer(.preview).request(wish, else: VoiceOptions(), seed: 1) }
        )
        #expect(!previews.remedy.contains("nqueue"))
        let profiles = try #require(
            #expect(throws: BatchError.self) { try offer().request(VoiceOptions(), else: wish, seed: 1) }
        )
        #expect(profiles.code == .profileInvalid)
        #expect(profiles.message.hasSuffix("which the profile names."))
        for error in [own, previews, profiles] {
            #expect(error.message.contains(says))
            #expect(error.remedy.contains(hint))
        }
    }

    @Test func aSpeakerOfAModelThatDesignsItsVoiceIsToBeDescribed() throws {
        let error = try #require(
            #expect(throws: BatchError.self) {
                try offer(isDescribed: true).request(VoiceOptions(), else: VoiceOptions(voice: "ryan"), seed: 1)
            }
        )
        #expect(error.message.contains("the model small"))
        #expect(error.remedy.contains("voice.design"))
    }
}
