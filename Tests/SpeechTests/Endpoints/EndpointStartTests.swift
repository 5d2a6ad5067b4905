import Core
import Speech
import Testing
import TestSupport

@Suite("What an endpoint is found to be") struct EndpointStartTests {
    @Test(arguments: SpeechDialect.all) func itsModelRateAndVoicesAreItsOwn(dialect: SpeechDialect) async throws {
        try await FaultyEndpoint.with(["rate": 22050, "voices": ["a", "b"]]) { endpoint in
            let found = try await EndpointFixture(endpoint, dialect: dialect).use { $0.capabilities }
            #expect(found.model == "tones")
            #expect(found.sampleRate == 22_050)
            #expect(found.voices.map(\.id) == ["a", "b"])
            #expect(found.maxConcurrency == 2)
        }
    }

    @Test func whatItTellsOfItsModelIsKept() async throws {
        let facts: [String: any Sendable] = [
            "max_input_characters": 2000, "recommended_characters": [200, 400], "speed_range": [1, 1],
            "supports_instructions": false, "requires_instructions": true,
        ]
        try await FaultyEndpoint.with(["facts": facts]) { telling in
            let found = try await EndpointFixture(telling, dialect: .qwenBatch).use { $0.capabilities }
            #expect(found.maxInputCharacters == 2000)
            #expect(found.recommendedCharacters == 200...400)
            #expect(found.speedRange == 1...1)
            #expect(!found.supportsInstructions && found.requiresInstructions)
            // A model without a voice of its own is tried with a description of one.
            #expect(try await telling.requests().allSatisfy { $0["instructions"] is String })

            try await FaultyEndpoint.with { silent in
                let common = try await EndpointFixture(silent, telling).use { $0.capabilities }
                #expect(!common.supportsInstructions && common.requiresInstructions)
                #expect(common.maxInputCharacters == 2000)
            }
        }
    }

    @Test func severalShareWhatAllHaveAndAddUpTheirSlots() async throws {
        try await FaultyEndpoint.with(["voices": ["a", "b", "c"]]) { one in
            try await FaultyEndpoint.with(["voices": ["c", "b"]]) { other in
                let found = try await EndpointFixture(one, other).use { $0.capabilities }
                #expect(found.voices.map(\.id) == ["b", "c"])
                #expect(found.maxConcurrency == 4)
            }
        }
    }

    @Test(arguments: [["rate": 24000], ["models": ["bells"]], ["voices": ["other"]]] as [FaultyEndpoint.Options])
    func thoseThatDoNotSpeakAlikeAreRefused(options: FaultyEndpoint.Options) async throws {
        try await FaultyEndpoint.with { one in
            try await FaultyEndpoint.with(options) { other in
                let error = try await EndpointFixture(one, other).failure()
                #expect(error.code == .endpointUnsuitable)
            }
        }
    }

    @Test(
        arguments: [
            (["models": ["x", "y"]], "x, y"), (["models": [String]()], "Set model"), (["fault": "silence"], "silence"),
            (["fault": "html"], "text/html"), (["fault": "stereo"], "2 channel"), (["fault": "status-404"], "404"),
            (["fault": "status-400"], "no luck"), (["fault": "status-500"], "no luck"),
            (["fault": "empty"], "no WAV file"),
            (["fault": "moved"], "308"), (["fault": "broken-off"], "broke off"),
        ] as [(FaultyEndpoint.Options, String)]
    )
    func whatIsNoSuchSpeechServerIsNamed(options: FaultyEndpoint.Options, hint: String) async throws {
        try await FaultyEndpoint.with(options) { endpoint in
            let error = try await EndpointFixture(endpoint).failure()
            #expect(error.code == .endpointUnsuitable)
            #expect(error.description.contains(hint), "\(error)")
            #expect(error.description.contains(endpoint.url))
        }
    }

    @Test func aModelThatItLacksIsRefusedWithThoseItHas() async throws {
        try await FaultyEndpoint.with { endpoint in
            let error = try await EndpointFixture([EndpointConfiguration(url: endpoint.url, model: "bells")]).failure()
            #expect(error.code == .endpointUnsuitable)
            #expect(error.remedy.contains("tones"))
        }
    }

    @Test func aRateOtherThanTheProfilesIsRefused() async throws {
        try await FaultyEndpoint.with(["rate": 22050]) { endpoint in
            let configuration = EndpointConfiguration(url: endpoint.url, sampleRate: 24_000)
            let error = try await EndpointFixture([configuration]).failure()
            #expect(error.code == .endpointUnsuitable)
            #expect(error.message.contains("22050"))
        }
    }

    @Test func oneThatListsNoVoicesUsesTheOneThatIsWishedFor() async throws {
        try await FaultyEndpoint.with(["voices": [String]()]) { endpoint in
            let fixture = EndpointFixture([EndpointConfiguration(url: endpoint.url)], voice: "tone")
            let found = try await fixture.use { $0.capabilities }
            #expect(found.voices.isEmpty)
            #expect(found.defaultVoice == "tone")
            #expect(try await endpoint.requests().first?["voice"] as? String == "tone")
        }
    }

    @Test func theProfileCanTellTheVoices() async throws {
        try await FaultyEndpoint.with(["voices": [String]()]) { endpoint in
            let configuration = EndpointConfiguration(url: endpoint.url, voices: ["tone"])
            let found = try await EndpointFixture([configuration]).use { $0.capabilities }
            #expect(found.voices.map(\.id) == ["tone"])
        }
    }

    @Test func nobodyThereIsUnreachable() async throws {
        let url = try await FaultyEndpoint.with { $0.url }
        let error = try await EndpointFixture([EndpointConfiguration(url: url)]).failure()
        #expect(error.code == .endpointUnreachable)
    }

    @Test func aWrongTokenIsNeverRepeated() async throws {
        try await FaultyEndpoint.with(["token": "right"]) { endpoint in
            let wrong = EndpointConfiguration(url: endpoint.url, token: EndpointToken("wr0ng-s3cret"))
            let error = try await EndpointFixture([wrong]).failure()
            #expect(error.code == .endpointUnauthorized)
            #expect(!"\(error) \(error.details) \(wrong)".contains("wr0ng-s3cret"))
            let right = EndpointConfiguration(url: endpoint.url, token: EndpointToken("right"))
            let samples = try await EndpointFixture([right]).use { try await $0.spoken("Hello.") }
            #expect(samples > 0)
        }
    }
}
