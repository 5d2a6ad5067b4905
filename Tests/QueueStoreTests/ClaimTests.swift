import Core
import QueueStore
import Testing

@Suite struct ClaimTests {
    let fixture = StoreFixture()

    @Test func givesTheHighestPriorityThenTheOldest() async throws {
        let store = try fixture.open()
        for (name, priority) in [("a", 0), ("b", 5), ("c", 5), ("d", -1)] {
            try await store.add(.sample(name, priority: priority))
        }
        let run = try await store.begin()
        var titles: [String] = []
        while let job = try await store.claimJob(for: run) {
            #expect(job.state == .running)
            #expect(job.runID == run)
            #expect(job.attempts == 1)
            #expect(job.startedAt == fixture.now)
            titles.append(job.title)
        }
        #expect(titles == ["b", "c", "a", "d"])
        #expect(try await !store.hasWork(for: run))
    }

    @Test func leavesWhatThisRunBlockedToTheNextRun() async throws {
        let store = try fixture.open()
        let run = try await store.begin(1)
        let job = try await store.makeJob(.blocked, run: run)
        #expect(job.error == .diskFull)
        #expect(try await store.claimJob(for: run) == nil)
        #expect(try await !store.hasWork(for: run))

        try await store.endRun(run, state: .failed, exitCode: 69, error: .diskFull)
        let next = try await store.begin(2)
        #expect(try await store.hasWork(for: next))
        let claimed = try #require(try await store.claimJob(for: next))
        #expect(claimed.id == job.id)
        #expect(claimed.error == nil)
        #expect(claimed.attempts == 2)
    }

    /// Another run took it for dead, and it does not know that yet.
    @Test func givesNothingToARunThatEnded() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book"))
        let ended = try await store.begin(1)
        try await store.endRun(ended, state: .stopped, exitCode: 75, error: nil)
        #expect(try await store.claimJob(for: ended) == nil)
        let job = try #require(try await store.claimJob(for: try await store.begin(2)))
        #expect(job.attempts == 1)
    }

    @Test func givesSegmentsInBookOrderOnlyToTheRunThatHoldsTheJob() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book", [["1", "2"], ["3", "4", "5"]]))
        let run = try await store.begin(1)
        let other = try await store.begin(2)
        #expect(try await store.claimSegments(of: 1, run: run, limit: 10).isEmpty)
        let job = try #require(try await store.claimJob(for: run))
        #expect(try await store.claimSegments(of: job.id, run: other, limit: 10).isEmpty)
        let first = try await store.claimSegments(of: job.id, run: run, limit: 3)
        #expect(first.map(\.text) == ["1", "2", "3"])
        #expect(first.allSatisfy { $0.state == .synthesizing })

        let second = try await store.claimSegments(of: job.id, run: run, limit: 10)
        #expect(second.map(\.text) == ["4", "5"])
        _ = try await store.cancel(job.id)
        #expect(try await store.claimSegments(of: job.id, run: run, limit: 10).isEmpty)
        #expect(try await store.segments(of: job.id).allSatisfy { $0.state == .pending })
    }

    @Test func givesAJobBackWithItsSegments() async throws {
        let store = try fixture.open()
        let run = try await store.begin()
        let job = try await store.makeJob(.running, run: run)
        _ = try await store.claimSegments(of: job.id, run: run, limit: 1)
        try await store.release(job: job.id)
        #expect(try await store.job(job.id).state == .queued)
        #expect(try await store.segments(of: job.id).map(\.state) == [.pending])
    }

    @Test func givesAllThatARunHoldsBackAndNoMore() async throws {
        let store = try fixture.open()
        for name in ["a", "b", "c"] {
            try await store.add(.sample(name))
        }
        let run = try await store.begin(1)
        let other = try await store.begin(2)
        for holder in [run, other, run] {
            _ = try await store.claimJob(for: holder)
        }
        try await store.releaseWork(of: run)
        #expect(try await store.jobs(in: [.running]).map(\.title) == ["b"])
        #expect(try await store.jobs(in: [.queued]).map(\.title) == ["a", "c"])
    }

    @Test func blocksEverythingThatWaits() async throws {
        let store = try fixture.open()
        let run = try await store.begin()
        for name in ["a", "b", "c"] {
            try await store.add(.sample(name))
        }
        _ = try await store.finishNextJob(run)
        #expect(try await store.blockWaitingJobs(error: .diskFull, run: run) == 2)
        let blocked = try await store.jobs(in: [.blocked])
        #expect(blocked.map(\.error) == [.diskFull, .diskFull])
        #expect(try await !store.hasWork(for: run))
        #expect(try await store.retry(blocked[0].id).error == nil)
        #expect(try await store.claimJob(for: run)?.id == blocked[0].id)
    }
}
