import Core
import NIOConcurrencyHelpers
import Speech
import Testing
import TestSupport

/// A host for test endpoints, and what it observed.
struct EndpointFixture {
    let events = EndpointLog()
    let host: EndpointHost

    init(_ configurations: [EndpointConfiguration], voice: String? = nil, outageLimit: Duration = .seconds(60)) {
        let events = events
        host = EndpointHost(
            endpoints: configurations,
            voice: voice,
            outageLimit: outageLimit,
            backoff: .exponentialJitter(base: .milliseconds(20), cap: .milliseconds(200)),
            observe: { events.append($0) }
        )
    }

    init(_ endpoints: FaultyEndpoint..., dialect: SpeechDialect = .openAI, maxConcurrency: Int = 2) {
        self.init(
            endpoints.map {
                EndpointConfiguration(url: $0.url, dialect: dialect, maxConcurrency: maxConcurrency)
            }
        )
    }

    func use<Result: Sendable>(
        _ body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await host.withSynthesizer(observe: { _ in }, body: body)
    }

    /// The error with which the endpoints, or the first words to them, fail.
    func failure(saying text: String = "Hello.") async throws -> BatchError {
        try #require(
            await #expect(throws: BatchError.self) { try await use { try await $0.spoken(text) } }
        )
    }
}

/// Remembers events in order.
final class EndpointLog: Sendable {
    private let events = NIOLockedValueBox<[EndpointEvent]>([])

    func append(_ event: EndpointEvent) {
        events.withLockedValue { $0.append(event) }
    }

    var all: [EndpointEvent] { events.withLockedValue { $0 } }

    /// The endpoints that were given rest, with the reasons.
    var rests: [(endpoint: String, code: ErrorCode)] {
        all.compactMap { event in
            if case .resting(let endpoint, let error) = event { (endpoint, error.code) } else { nil }
        }
    }

    /// The endpoints that came back.
    var returns: [String] {
        all.compactMap { event in if case .back(let endpoint) = event { endpoint } else { nil } }
    }

    /// What an endpoint did.
    func tally(of endpoint: String) -> EndpointTally? {
        all.compactMap { event in
            if case .done(endpoint, let tally) = event { tally } else { nil }
        }.last
    }
}

extension SpeechSynthesizer {
    /// Speaks a text as a worker does, and returns the number of its samples.
    func spoken(_ text: String, speed: Double = 1) async throws -> Int {
        let voice = capabilities.defaultVoice
        return try await withRoom { synthesizer in
            var count = 0
            let request = SpeechRequest(text: text, voice: voice, language: "en-US", speed: speed, seed: 3)
            try await synthesizer.synthesize(request) { count += $0.count }
            return count
        }
    }

    /// Speaks many texts at once.
    func spoken(texts: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<texts { group.addTask { _ = try await spoken("Text number \(number).") } }
            try await group.waitForAll()
        }
    }
}
