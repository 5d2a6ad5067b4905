internal import Core
internal import Foundation
internal import NIOConcurrencyHelpers

/// Tells which runs gave no sign of life while this one watched, of those whose processes cannot be seen.
///
/// Only what is heard counts, and only while this machine is awake: the times that another machine writes down, a clock
/// that is set and a suspended night say nothing.
final class RunWatch: Sendable {
    private struct Sign {
        var run: UnseenRun
        var heardAt: RunClock.Instant
    }

    /// How long a run is silent that is taken for dead.
    private let silenceLimit: Duration
    private let signs = NIOLockedValueBox<[Run.ID: Sign]>([:])

    init(silenceLimit: Duration) {
        self.silenceLimit = silenceLimit
    }

    /// Takes note of the open runs as they stand now.
    func note(_ runs: [UnseenRun], now: RunClock.Instant) {
        signs.withLockedValue { signs in
            let before = signs
            signs = [:]
            for run in runs {
                let last = before[run.id]
                let isSilent = last?.run.heartbeatAt == run.heartbeatAt
                signs[run.id] = Sign(run: run, heardAt: isSilent ? last?.heardAt ?? now : now)
            }
        }
    }

    /// The runs that were silent for too long, each with its last sign of life.
    func silent(now: RunClock.Instant) -> [Run.ID: Date] {
        signs.withLockedValue { signs in
            signs.filter { now - $0.value.heardAt >= silenceLimit }.mapValues(\.run.heartbeatAt)
        }
    }

    /// Whether a job may still come back from a run that is not known to be dead or alive.
    var isWaiting: Bool {
        signs.withLockedValue { signs in signs.values.contains { $0.run.holdsWork } }
    }
}
