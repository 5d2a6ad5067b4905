import Core
import Foundation
import GRDB
@testable import QueueStore
import Testing

@Suite("Events")
struct EventTests {
    private let fixture = StoreFixture()

    @Test func whatHappensToAJobIsToldInOrder() async throws {
        let store = try fixture.open()
        let run = try await store.begin(after: .sample("book", [["One.", "Two."]]))
        let claim = try #require(try await store.claimJob(for: run)?.claim)
        let segments = try await store.claimSegments(claim, limit: 2)
        try await store.reject(.rejectedSample("r"), rowState: .new, for: segments[0], attempt: 1, by: claim)
        var take = AcceptedTake(segment: segments[0], recording: .sample("a"), rowState: .new, claim: claim)
        take.flag = .runaway
        try await store.accept([take])
        try await store.fail(segment: segments[1], error: .runaway, by: claim)
        try await store.stop(claim, error: .runaway)
        _ = try await store.retry(claim.job)
        _ = try await store.cancel(claim.job)
        _ = try await store.remove(claim.job)
        try await store.endRun(run, state: .drained, exitCode: 0, error: nil)

        let events = try await store.events(after: 0)
        #expect(events.map(\.id) == events.map(\.id).sorted())
        let kinds = events.map { String(describing: $0.kind).prefix { $0 != "(" } }
        #expect(
            kinds == [
                "jobAdded", "runStarted", "jobStarted", "takeRejected", "segmentDone", "segmentFlagged",
                "segmentFailed", "jobEnded", "jobRetried", "jobEnded", "jobRemoved", "runEnded",
            ]
        )
        #expect(events.dropFirst(2).prefix(6).allSatisfy { $0.runID == run && $0.jobID == claim.job })
        #expect(try await store.events(after: events[4].id, limit: 2) == Array(events[5...6]))
        #expect(try await store.lastEvent() == events.last?.id)
    }

    @Test func theEndOfAKilledRunIsTold() async throws {
        let store = try fixture.open()
        let run = try await store.begin(after: .sample("book"))
        _ = try await store.claimJob(for: run)
        let before = try await store.lastEvent()
        fixture.set(.sample(1), to: .dead)
        let next = try await store.begin(2)
        let events = try await store.events(after: before)
        #expect(
            events.map(\.kind) == [
                .runEnded(state: .stopped, exitCode: nil), .jobReleased, .runStarted(profile: "overnight"),
            ]
        )
        #expect(events.map(\.runID) == [run, run, next])
        #expect(events.map(\.jobID) == [nil, 1, nil])
    }

    @Test func anEventIsThereExactlyWhenWhatItTellsIs() async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(.running, run: try await store.begin())
        let before = try await store.lastEvent()
        // Not all is done: the transaction fails as a whole.
        _ = await code { try await store.complete(job: job.id, outputs: [], audioSeconds: 1) }
        #expect(try await store.lastEvent() == before)
    }

    @Test func theirNumberIsBounded() async throws {
        let store = try fixture.open()
        try await store.write { db in
            let insert = "INSERT INTO event (at, kind) VALUES (0, '{\"jobRemoved\":{}}')"
            for _ in 0..<50_600 { try db.cachedStatement(sql: insert).execute() }
        }
        let first = try #require(try await store.events(after: 0, limit: 1).first)
        #expect(first.id > 400)
        #expect(try await store.lastEvent() == 50_600)
    }

    @Test(.timeLimit(.minutes(1)))
    func changesOfThisAndOfAnotherConnectionWakeUp() async throws {
        let store = try fixture.open()
        let other = try fixture.open()
        try await store.withChanges(every: .milliseconds(20)) { changes in
            var wakeUps = changes.makeAsyncIterator()
            try await store.add(.sample("own"))
            await wakeUps.next()
            try await other.add(.sample("other"))
            await wakeUps.next()
        }
    }
}
