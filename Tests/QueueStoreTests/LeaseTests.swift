import Core
import QueueStore
import Testing

/// Who may take over a job from whom: what counts is whether the other is alive, never how long ago it said so.
@Suite struct LeaseTests {
    let fixture = StoreFixture()

    /// A job held by run 1 of a process with that liveness, an hour (or minus an hour) after its last sign of life.
    private func heldJob(by liveness: ProcessLiveness, later seconds: Int = 3600) async throws -> JobStore {
        let store = try fixture.open()
        _ = try await store.makeJob(.running, run: try await store.begin(1))
        fixture.set(.sample(1), to: liveness)
        fixture.advance(seconds: seconds)
        return store
    }

    @Test(arguments: [3600, -3600, 0, 30 * 24 * 3600])
    func aLivingProcessHoldsItsJobWhateverTheClockSays(seconds: Int) async throws {
        let store = try await heldJob(by: .unseen, later: seconds)
        let sign = try #require(try await store.endDeadRuns().first)
        fixture.set(.sample(1), to: .alive)
        let other = try await store.begin(2)
        #expect(try await store.endDeadRuns(silent: [1: sign.heartbeatAt]).isEmpty)
        #expect(try await store.claimJob(for: other) == nil)
        #expect(try await store.heartbeat(run: 1))
    }

    @Test(arguments: [3600, -3600, 0])
    func theJobOfADeadProcessComesBackAtOnce(seconds: Int) async throws {
        let store = try await heldJob(by: .dead, later: seconds)
        #expect(try await store.endDeadRuns(silent: [:]).isEmpty)
        let job = try await store.job(1)
        #expect(job.state == .queued)
        let run = try await store.runs(limit: 1).first
        #expect(run?.state == .stopped)
        #expect(run?.error?.code == .runKilled)
        #expect(try await !store.heartbeat(run: 1))
    }

    @Test func whoCannotBeSeenHoldsItsJobUntilItIsSilent() async throws {
        let store = try await heldJob(by: .unseen)
        let other = try await store.begin(2)
        let before = try await store.endDeadRuns(silent: [:])
        #expect(before.map(\.id) == [1])
        #expect(before.allSatisfy { $0.holdsWork })
        #expect(try await store.claimJob(for: other) == nil)

        // Even where its clock goes backwards, a sign of life differs from the one before.
        fixture.advance(seconds: -7200)
        #expect(try await store.heartbeat(run: 1))
        let after = try await store.endDeadRuns(silent: [:])
        #expect(after.map(\.heartbeatAt) != before.map(\.heartbeatAt))

        // Judged before that sign, it is not silent any more.
        let judged = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0.heartbeatAt) })
        #expect(try await store.endDeadRuns(silent: judged).map(\.id) == [1])
        #expect(try await store.claimJob(for: other) == nil)

        let silent = Dictionary(uniqueKeysWithValues: after.map { ($0.id, $0.heartbeatAt) })
        #expect(try await store.endDeadRuns(silent: silent).isEmpty)
        #expect(try await store.claimJob(for: other)?.id == 1)
        #expect(try await !store.heartbeat(run: 1))
    }

    @Test func whoCannotBeSeenAndHoldsNothingIsNotWaitedFor() async throws {
        let store = try fixture.open()
        _ = try await store.begin(1)
        fixture.set(.sample(1), to: .unseen)
        #expect(try await store.endDeadRuns(silent: [:]).map(\.holdsWork) == [false])
    }
}
