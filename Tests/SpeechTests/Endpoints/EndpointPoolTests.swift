import Core
import Speech
import Testing
import TestSupport

@Suite("Work among endpoints") struct EndpointPoolTests {
    @Test func eachGetsWhatItCanTake() async throws {
        try await FaultyEndpoint.with(["delay": 0.05]) { small in
            try await FaultyEndpoint.with(["delay": 0.05]) { large in
                let fixture = EndpointFixture([
                    EndpointConfiguration(url: small.url, maxConcurrency: 1),
                    EndpointConfiguration(url: large.url, maxConcurrency: 3),
                ])
                try await fixture.use { try await $0.spoken(texts: 24) }
                #expect(try await small.peak() == 1)
                #expect(try await large.peak() == 3)
                let answers = [small, large].map { fixture.events.tally(of: $0.url)?.answers ?? 0 }
                #expect(answers[0] + answers[1] == 24)
                #expect(answers[0] < answers[1])
            }
        }
    }

    @Test(arguments: SpeechDialect.all) func speechIsTheSameInEveryDialect(dialect: SpeechDialect) async throws {
        try await FaultyEndpoint.with(["fault": "small-chunks"]) { endpoint in
            let counts = try await EndpointFixture(endpoint, dialect: dialect).use {
                (try await $0.spoken("Hello."), try await $0.spoken("Hello."))
            }
            // 400 samples a character, and 800 of silence.
            #expect(counts == (3200, 3200))
        }
    }

    @Test(arguments: [
        "status-500", "close", "broken-off", "short-file", "empty", "wrong-rate", "busy", "busy-retry-after-0.1",
    ])
    func oneThatFailsRestsAndItsWorkGoesToTheOther(fault: String) async throws {
        try await FaultyEndpoint.with { bad in
            try await FaultyEndpoint.with { good in
                let fixture = EndpointFixture(bad, good)
                try await fixture.use { pool in
                    try await bad.control(["fault": fault])
                    try await pool.spoken(texts: 20)
                }
                #expect(fixture.events.rests.first?.endpoint == bad.url)
                #expect(fixture.events.tally(of: bad.url)?.answers == 0)
                #expect(fixture.events.tally(of: good.url)?.answers == 20)
            }
        }
    }

    @Test func whatOneCutsOffIsSpokenByTheOther() async throws {
        try await FaultyEndpoint.with(["fault": "cut-off", "fault_text": "Text"]) { short in
            try await FaultyEndpoint.with { other in
                let fixture = EndpointFixture(short, other)
                try await fixture.use { try await $0.spoken(texts: 8) }
                #expect(fixture.events.tally(of: other.url)?.answers == 8)
                // It speaks, so that it is not given rest.
                #expect(fixture.events.rests.isEmpty)
            }
        }
    }

    @Test func oneThatEndsAndComesBackGetsWorkAgain() async throws {
        try await FaultyEndpoint.with { first in
            try await FaultyEndpoint.with { other in
                let fixture = EndpointFixture(first, other)
                let successor = try await fixture.use { pool in
                    first.stop()
                    try await pool.spoken(texts: 6)
                    #expect(fixture.events.rests.map(\.endpoint).contains(first.url))
                    let successor = try first.successor()
                    while !fixture.events.returns.contains(first.url) { try await Task.sleep(for: .milliseconds(10)) }
                    try await other.control(["fault": "status-503"])
                    try await pool.spoken(texts: 6)
                    return successor
                }
                #expect(fixture.events.tally(of: first.url)?.answers ?? 0 >= 6)
                successor.stop()
            }
        }
    }

    @Test func oneThatCannotBeUsedAtTheStartJoinsLater() async throws {
        try await FaultyEndpoint.with(["token": "key"]) { late in
            try await FaultyEndpoint.with { other in
                let fixture = EndpointFixture(late, other)
                try await fixture.use { pool in
                    _ = try await pool.spoken("Hello.")
                    try await late.control(["token": ""])
                    while !fixture.events.returns.contains(late.url) { try await Task.sleep(for: .milliseconds(10)) }
                    try await other.control(["fault": "status-500"])
                    _ = try await pool.spoken("Hello.")
                }
                #expect(fixture.events.rests.first?.code == .endpointUnauthorized)
                #expect(fixture.events.tally(of: late.url)?.answers == 1)
            }
        }
    }

    @Test(
        arguments: [
            ["rate": 16000], ["voices": ["tone"]], ["voices": [["id": "tone", "fingerprint": "x"], ["id": "bell"]]],
            ["facts": ["supports_instructions": false]], ["facts": ["requires_instructions": true]],
            ["facts": ["max_input_characters": 100]], ["facts": ["speed_range": [1, 1]]],
        ] as [FaultyEndpoint.Options]
    )
    func oneThatComesBackAsAnotherIsNotUsed(options: FaultyEndpoint.Options) async throws {
        try await FaultyEndpoint.with { first in
            try await FaultyEndpoint.with { other in
                let fixture = EndpointFixture(first, other)
                try await fixture.use { pool in
                    first.stop()
                    try await pool.spoken(texts: 8)
                    let successor = try first.successor(options)
                    // Whoever tries it again asks it for a few words.
                    while try await successor.requests().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
                    try await pool.spoken(texts: 8)
                    successor.stop()
                }
                #expect(!fixture.events.returns.contains(first.url))
                #expect(fixture.events.tally(of: other.url)?.answers == 16)
            }
        }
    }

    @Test(arguments: [
        ("status-400", ErrorCode.synthesisRejected), ("status-500", .synthesisFailed), ("close", .synthesisFailed),
        ("broken-off", .synthesisFailed), ("html", .synthesisBadAudio), ("cut-off", .synthesisRunaway),
    ])
    func aTextThatNoneCanSpeakIsTheTextsFault(fault: String, code: ErrorCode) async throws {
        try await FaultyEndpoint.with(["fault": fault, "fault_text": "Wren"]) { one in
            try await FaultyEndpoint.with(["fault": fault, "fault_text": "Wren"]) { other in
                let fixture = EndpointFixture(one, other)
                try await fixture.use { pool in
                    let error = await #expect(throws: BatchError.self) { try await pool.spoken("Wren sings.") }
                    #expect(error?.code == code)
                    // The others are spoken all the same.
                    try await pool.spoken(texts: 8)
                }
            }
        }
    }

    @Test(arguments: [
        ("status-401", ErrorCode.endpointUnauthorized), ("status-404", .endpointUnsuitable),
        ("status-500", .endpointUnsuitable), ("busy", .endpointBusy),
    ])
    func whenNoneCanBeUsedForLongTheWorkEnds(fault: String, code: ErrorCode) async throws {
        try await FaultyEndpoint.with { one in
            try await FaultyEndpoint.with { other in
                let fixture = EndpointFixture(
                    [one, other].map { EndpointConfiguration(url: $0.url) },
                    outageLimit: .milliseconds(300)
                )
                let error = await #expect(throws: BatchError.self) {
                    try await fixture.use { pool in
                        for endpoint in [one, other] { try await endpoint.control(["fault": fault]) }
                        try await pool.spoken(texts: 8)
                    }
                }
                #expect(error?.code == code)
                #expect(error?.remedy.isEmpty == false)
            }
        }
    }

    @Test func whoeverWaitsForRoomCanBeCancelled() async throws {
        try await FaultyEndpoint.with { endpoint in
            let fixture = EndpointFixture(endpoint, maxConcurrency: 1)
            try await fixture.use { pool in
                try await endpoint.control(["delay": 0.5])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await pool.spoken("First.") }
                    let second = Task { try await pool.spoken("Second.") }
                    second.cancel()
                    await #expect(throws: CancellationError.self) { try await second.value }
                    try await group.waitForAll()
                }
                // Its room was not lost.
                _ = try await pool.spoken("Third.")
            }
        }
    }
}
