import Core
import Foundation
@testable import Speech
import Testing

@Suite("What servers tell of their models and voices") struct ModelFactsTests {
    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    private func capabilities(_ json: String, _ defaults: ModelFacts.Defaults) throws -> SpeechCapabilities {
        ModelFacts(try object(json)).capabilities(
            engine: "e",
            model: "m",
            sampleRate: 8000,
            maxConcurrency: 1,
            voices: [],
            defaults: defaults
        )
    }

    private static let facts = """
        {"max_input_characters": 2000, "recommended_characters": [200, 400], "speed_range": [1, 1.5],
        "supports_instructions": true, "requires_instructions": true}
        """

    @Test func aSidecarAndAnEndpointTellTheSameInTheSameWords() throws {
        let found = try capabilities(Self.facts, .contract)
        #expect(try found == capabilities(Self.facts, .openAI))
        #expect(found.maxInputCharacters == 2000)
        #expect(found.recommendedCharacters == 200...400)
        #expect(found.speedRange == 1...1.5)
        #expect(found.supportsInstructions && found.requiresInstructions)
    }

    @Test(arguments: ["{}", #"{"speed_range": "any", "supports_instructions": "yes", "max_input_characters": null}"#])
    func whatIsNotToldIsAssumed(json: String) throws {
        let sidecar = try capabilities(json, .contract)
        #expect(sidecar.speedRange == nil && !sidecar.supportsInstructions)
        let endpoint = try capabilities(json, .openAI)
        #expect(endpoint.speedRange == 0.25...4 && endpoint.supportsInstructions)
        for found in [sidecar, endpoint] {
            #expect(found.maxInputCharacters == 4096 && found.recommendedCharacters == nil)
            #expect(!found.requiresInstructions)
        }
    }

    @Test(arguments: [
        (#"{"voices": ["a", "b"], "uploaded_voices": []}"#, ["a", "b"]),
        (#"{"voices": [{"id": "a", "name": "Ann", "languages": ["en-US"]}, {"name": "b"}]}"#, ["a", "b"]),
        (#"{"object": "list", "data": [{"voice_id": "a"}, {"id": "b"}], "total": 2}"#, ["a", "b"]),
        (#"{"data": [{"id": "a"}], "total": 1683}"#, []), (#"{"data": [{"id": "a"}], "has_more": true}"#, []),
        (#"{"detail": "Not Found"}"#, []), (#"{"voices": [1, {"x": "y"}]}"#, []),
    ])
    func voicesAreFound(json: String, ids: [String]) throws {
        #expect(VoiceList.voices(in: try object(json)).map(\.id) == ids)
    }

    private static let ready = """
        {"event": "ready", "contract": 1, "port": 5123, "instance": "i", "engine": "e", "sample_rate": 24000,
        "max_concurrency": 2
        """

    @Test func theReadyLineOfASidecarIsReadByTheSameRules() throws {
        let more = #", "voices": [{"id": "a", "languages": ["en"], "fingerprint": "f"}], "speed_range": [0.5, 2]}"#
        guard case .ready(let ready) = SidecarAnnouncement(line: Self.ready + more) else {
            Issue.record("it is not taken for a ready line")
            return
        }
        #expect(ready.capabilities.model == "e")
        #expect(ready.capabilities.voices == [.init(id: "a", name: "a", languages: ["en"], fingerprint: "f")])
        #expect(ready.capabilities.speedRange == 0.5...2)
        #expect(ready.transcription == nil)
    }

    @Test(arguments: ["contract", "port", "instance", "engine", "sample_rate", "max_concurrency"])
    func aReadyLineWithoutWhatTheContractDemandsIsNone(key: String) {
        let line = (Self.ready + "}").replacing("\"\(key)\"", with: "\"other\"")
        #expect(SidecarAnnouncement(line: line) == nil)
    }
}
