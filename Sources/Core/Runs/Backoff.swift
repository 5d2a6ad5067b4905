/// How long to wait before something is tried again.
package struct Backoff: Sendable {
    private let base: Duration
    private let cap: Duration

    /// Doubles from `base` to `cap`, each wait shortened by chance, so that many waiters do not come back together.
    package static func exponentialJitter(
        base: Duration = .milliseconds(250),
        cap: Duration = .seconds(30)
    ) -> Backoff {
        Backoff(base: base, cap: cap)
    }

    /// The wait after the attempt with this 0-based number failed.
    package func delay(afterAttempt attempt: Int) -> Duration {
        let grown = base * (1 << min(attempt, 20))
        return min(grown, cap) * Double.random(in: 0.5...1)
    }
}
