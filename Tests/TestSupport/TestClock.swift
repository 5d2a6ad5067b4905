package import Core
internal import NIOConcurrencyHelpers

/// A clock whose time passes only when the test says so.
package final class TestClock: Sendable {
    private struct Sleeper {
        var number: Int
        var deadline: RunClock.Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = RunClock.Instant.now
        var sleepers: [Sleeper] = []
        var count = 0
        /// Those that were cancelled before they slept.
        var cancelled: Set<Int> = []
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// The clock for what is tested.
    package var clock: RunClock {
        RunClock(now: { self.now }, sleep: { try await self.sleep(until: $0) })
    }

    package var now: RunClock.Instant { state.withLockedValue { $0.now } }

    /// How many wait, and for how long the one waits that is the next.
    package var sleepers: Int { state.withLockedValue { $0.sleepers.count } }
    package var nextWait: Duration? {
        state.withLockedValue { state in state.sleepers.map { $0.deadline - state.now }.min() }
    }

    /// Lets time pass, and wakes whose instant has come.
    package func advance(by duration: Duration) {
        let due = state.withLockedValue { state in
            state.now += duration
            let due = state.sleepers.filter { $0.deadline <= state.now }
            state.sleepers.removeAll { $0.deadline <= state.now }
            return due
        }
        for sleeper in due.sorted(by: { $0.deadline < $1.deadline }) { sleeper.continuation.resume() }
    }

    private func sleep(until deadline: RunClock.Instant) async throws {
        let number = state.withLockedValue { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLockedValue { state in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers.append(Sleeper(number: number, deadline: deadline, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLockedValue { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
