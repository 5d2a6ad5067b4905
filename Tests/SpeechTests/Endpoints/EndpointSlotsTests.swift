import Core
@testable import Speech
import Testing

@Suite("Who gets room at an endpoint")
struct EndpointSlotsTests {
    /// One endpoint with one slot, which is taken.
    private func withOneTakenSlot(_ body: (inout EndpointSlots) async throws -> Void) async throws {
        let client = try SpeechClient(EndpointConfiguration(url: "http://127.0.0.1:9").endpoint)
        let capabilities = SpeechCapabilities(
            engine: SpeechCapabilities.endpointEngine,
            model: "tones",
            sampleRate: 8000,
            maxConcurrency: 1,
            maxInputCharacters: 100,
            voices: []
        )
        var slots = EndpointSlots(slots: [1], now: .now)
        slots.resume(
            0,
            server: SpeechServer(client: client, capabilities: capabilities, waitsWhileBusy: false),
            now: .now
        )
        #expect(slots.take(avoiding: []) == 0)
        try await body(&slots)
        await client.close()
    }

    @Test func whoComesToWaitLateIsServedAllTheSame() async throws {
        try await withOneTakenSlot { slots in
            let late = slots.issueTicket()
            // Between a request's ticket and its wait others leave and come.
            slots.leave(0, good: true, now: .now)
            #expect(slots.serve().isEmpty)
            #expect(slots.take(avoiding: []) == 0)
            let index = try await withCheckedThrowingContinuation { continuation in
                slots.wait(EndpointSlots.Waiter(ticket: late, tried: [], continuation: continuation))
                slots.leave(0, good: true, now: .now)
                let served = slots.serve()
                #expect(served.map(\.0.ticket) == [late])
                guard !served.isEmpty else { return continuation.resume(returning: -1) }
                for (waiter, index) in served { waiter.continuation.resume(returning: index) }
            }
            #expect(index == 0)
        }
    }
}
