package import Core
internal import NIOConcurrencyHelpers

/// How long an answer may take: it grows with the text, and with what the endpoint's answers have taken so far.
package final class AdaptiveTimeout: Sendable {
    /// Seconds for each character while nothing is known of the endpoint: an eighth of the pace of speech.
    private static let unknownPace = 0.5
    /// Shorter texts tell little of the pace: most of their time is waiting.
    private static let tellingCharacters = 100
    /// The slowest pace that is believed, in seconds for each character.
    private static let slowestPace = 0.25
    /// How many times slower than the slowest answer so far the next one may be.
    private static let slack = 8.0

    private let base: Duration
    private let clock: RunClock
    private let slowest = NIOLockedValueBox<Double?>(nil)
    private let lastAnswer = NIOLockedValueBox<RunClock.Instant?>(nil)

    /// - Parameters:
    ///   - base: What every answer may take, however short its text.
    ///   - clock: Tells when an answer came.
    package init(base: Duration, clock: RunClock = .system) {
        self.base = base
        self.clock = clock
    }

    /// The longest time from the request to the end of its audio.
    func limit(for request: SpeechRequest) -> Duration {
        let pace = slowest.withLockedValue { $0.map { $0 * Self.slack } } ?? Self.unknownPace
        return base + .seconds(pace * Double(request.text.count))
    }

    /// Learns from an answer that was complete.
    func note(_ request: SpeechRequest, seconds: Double) {
        let pace = min(seconds / Double(max(Self.tellingCharacters, request.text.count)), Self.slowestPace)
        slowest.withLockedValue { $0 = max($0 ?? 0, pace) }
        lastAnswer.withLockedValue { $0 = clock.now }
    }

    /// Whether an answer was complete and good since then.
    func hasAnswered(since start: RunClock.Instant) -> Bool {
        lastAnswer.withLockedValue { $0.map { $0 >= start } ?? false }
    }
}
