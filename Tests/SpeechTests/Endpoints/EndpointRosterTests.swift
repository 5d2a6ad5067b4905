import Core
@testable import Speech
import Testing

@Suite("Who gets room at an endpoint")
struct EndpointRosterTests {
    /// One endpoint with one slot, which is taken.
    private func withFullRoster(_ body: (inout EndpointRoster) async throws -> Void) async throws {
        let connection = try EndpointConnection(EndpointConfiguration(url: "http://127.0.0.1:9"))
        let capabilities = SpeechCapabilities(
            engine: SpeechCapabilities.endpointEngine,
            model: "tones",
            sampleRate: 8000,
            maxConcurrency: 1,
            maxInputCharacters: 100,
            voices: []
        )
        var roster = EndpointRoster(slots: [1], now: .now)
        roster.resume(0, client: EndpointClient(connection: connection, capabilities: capabilities), now: .now)
        #expect(roster.take(avoiding: []) == 0)
        try await body(&roster)
        await connection.close()
    }

    @Test func whoComesToWaitLateIsServedAllTheSame() async throws {
        try await withFullRoster { roster in
            let late = roster.issueTicket()
            // Between a request's ticket and its wait others leave and come.
            roster.leave(0, good: true, now: .now)
            #expect(roster.serve().isEmpty)
            #expect(roster.take(avoiding: []) == 0)
            let index = try await withCheckedThrowingContinuation { continuation in
                roster.wait(EndpointRoster.Waiter(ticket: late, tried: [], continuation: continuation))
                roster.leave(0, good: true, now: .now)
                let served = roster.serve()
                #expect(served.map(\.0.ticket) == [late])
                guard !served.isEmpty else { return continuation.resume(returning: -1) }
                for (waiter, index) in served { waiter.continuation.resume(returning: index) }
            }
            #expect(index == 0)
        }
    }
}
