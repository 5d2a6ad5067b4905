import Core
import Foundation
@testable import Narration
import Testing

/// What is heard of a run whose process cannot be seen, by a clock that stands still while the machine sleeps.
@Suite struct RunWatchTests {
    private let watch = RunWatch(silenceLimit: .seconds(60))
    private let start = SuspendingClock.Instant.now

    private func beat(_ second: Double, holdsWork: Bool = true) -> [UnseenRun] {
        [UnseenRun(id: 1, heartbeatAt: Date(timeIntervalSince1970: second), holdsWork: holdsWork)]
    }

    @Test func aRunIsSilentOnlyAfterItWasWatchedForLongEnough() {
        // Its last sign of life, by its own clock, is decades old.
        watch.note(beat(0), now: start)
        #expect(watch.silent(now: start + .seconds(59)).isEmpty)
        watch.note(beat(0), now: start + .seconds(45))
        #expect(watch.silent(now: start + .seconds(59)).isEmpty)
        #expect(watch.silent(now: start + .seconds(60)) == [1: Date(timeIntervalSince1970: 0)])
    }

    @Test(arguments: [1.0, -7200, 7200]) func everySignOfLifeBeginsTheWaitAnew(second: Double) {
        watch.note(beat(0), now: start)
        watch.note(beat(second), now: start + .seconds(50))
        #expect(watch.silent(now: start + .seconds(109)).isEmpty)
        #expect(watch.silent(now: start + .seconds(110)) == [1: Date(timeIntervalSince1970: second)])
    }

    @Test func aRunThatEndedIsForgotten() {
        watch.note(beat(0), now: start)
        #expect(watch.isWaiting)
        watch.note([], now: start + .seconds(30))
        #expect(!watch.isWaiting)
        #expect(watch.silent(now: start + .seconds(600)).isEmpty)
    }

    @Test func nothingIsToBeHadFromARunWithoutWork() {
        watch.note(beat(0, holdsWork: false), now: start)
        #expect(!watch.isWaiting)
    }
}
