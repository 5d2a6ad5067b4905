/// A clock that stands still while the machine sleeps: the system's, or one that a test holds.
package struct RunClock: Clock {
    package typealias Instant = SuspendingClock.Instant
    package typealias Duration = Swift.Duration

    package static let system = RunClock(
        now: { .now },
        sleep: { try await Task.sleep(until: $0, clock: .suspending) }
    )

    private let currentInstant: @Sendable () -> Instant
    private let sleepUntil: @Sendable (Instant) async throws -> Void

    /// - Parameters:
    ///   - now: The current instant.
    ///   - sleep: Returns at an instant; throws `CancellationError` when its task is cancelled before.
    package init(
        now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (Instant) async throws -> Void
    ) {
        currentInstant = now
        sleepUntil = sleep
    }

    package var now: Instant { currentInstant() }

    package var minimumResolution: Duration { SuspendingClock().minimumResolution }

    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await sleepUntil(deadline)
    }
}
