import BatchCore
import JobProcessing
import Testing

@Suite("The key of a take")
struct TakeKeyTests {
    private static let request = SpeechRequest(text: "Words.", voice: "heart", language: "en-US", speed: 1, seed: 1)

    private static func capabilities(_ engine: String = "e", _ model: String = "m") -> SpeechCapabilities {
        SpeechCapabilities(
            engine: engine,
            model: model,
            sampleRate: 24000,
            maxConcurrency: 1,
            maxInputCharacters: 100,
            voices: []
        )
    }

    @Test func isTheSameForTheSameRequest() {
        let key = TakeKey.hash(Self.request, capabilities: Self.capabilities())
        #expect(key == TakeKey.hash(Self.request, capabilities: Self.capabilities()))
        #expect(key.count == 64)
    }

    @Test func changesWithEverythingThatShapesTheAudio() {
        var changed: [SpeechRequest] = Array(repeating: Self.request, count: 5)
        changed[0].text = "Word."
        changed[1].voice = "bella"
        changed[2].language = "en-GB"
        changed[3].speed = 1.1
        changed[4].seed = 2
        var keys = Set(changed.map { TakeKey.hash($0, capabilities: Self.capabilities()) })
        keys.insert(TakeKey.hash(Self.request, capabilities: Self.capabilities()))
        keys.insert(TakeKey.hash(Self.request, capabilities: Self.capabilities("f")))
        keys.insert(TakeKey.hash(Self.request, capabilities: Self.capabilities("e", "n")))
        // The same letters, cut in another place.
        keys.insert(TakeKey.hash(Self.request, capabilities: Self.capabilities("em", "")))
        #expect(keys.count == 9)
    }
}
