import Core
import Narration
import Testing

@Suite("The key of a take")
struct SynthesisPlanTests {
    private static let request = SpeechRequest(text: "Words.", voice: "heart", language: "en-US", speed: 1, seed: 1)

    private static func capabilities(
        _ engine: String = "e",
        _ model: String = "m",
        fingerprint: String? = nil
    ) -> SpeechCapabilities {
        SpeechCapabilities(
            engine: engine,
            model: model,
            sampleRate: 24000,
            maxConcurrency: 1,
            maxInputCharacters: 100,
            voices: [SpeechCapabilities.Voice(id: "heart", name: "Heart", languages: [], fingerprint: fingerprint)]
        )
    }

    @Test func isTheSameForTheSameRequest() {
        let key = SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities())
        #expect(key == SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities()))
        #expect(key.count == 64)
        // What is on disk from before stays usable.
        #expect(key == "e531a40c14e7ef2cba9e2afac50670d22cb6120a641a5425ab540cdacdf5bda3")
    }

    @Test func changesWithEverythingThatShapesTheAudio() {
        var changed: [SpeechRequest] = Array(repeating: Self.request, count: 6)
        changed[0].text = "Word."
        changed[1].voice = "bella"
        changed[2].language = "en-GB"
        changed[3].speed = 1.1
        changed[4].seed = 2
        changed[5].instructions = "Calmly."
        var keys = Set(changed.map { SynthesisPlan.key(of: $0, capabilities: Self.capabilities()) })
        keys.insert(SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities()))
        keys.insert(SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities("f")))
        keys.insert(SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities("e", "n")))
        // The same letters, cut in another place.
        keys.insert(SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities("em", "")))
        keys.insert(SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities(fingerprint: "Calmly.")))
        keys.insert(
            SynthesisPlan.key(of: Self.request, capabilities: Self.capabilities(fingerprint: "another recording"))
        )
        #expect(keys.count == 12)
    }
}
