import Core
import QueueStore
import Testing

@Suite struct CancellationTests {
    let fixture = StoreFixture()

    /// A cancelled task that runs a body only once it is cancelled.
    private func whenCancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task {
            while !Task.isCancelled {
                await Task.yield()
            }
            try await body()
        }
        task.cancel()
        try await task.value
    }

    @Test func aFinishedTakeIsCommittedByACancelledTask() async throws {
        let store = try fixture.open()
        let run = try await store.begin(after: .sample("book", [["1", "2", "3"]]))
        _ = try await store.claimJob(for: run)
        let claim = try await store.claim(on: 1, run: run)
        let segments = try await store.claimSegments(claim, limit: 2)
        try await whenCancelled {
            try await store.accept([
                AcceptedTake(segment: segments[0], recording: .sample("a"), rowState: .new, claim: claim)
            ])
            try await store.reject(.rejectedSample("b"), rowState: .new, for: segments[1], attempt: 1, by: claim)
        }
        #expect(try await store.segments(of: 1).map(\.state) == [.done, .synthesizing, .pending])
        #expect(try await store.job(1).progress.takesRejected == 1)
    }

    @Test func aCancelledRunClosesItsBooks() async throws {
        let store = try fixture.open()
        let run = try await store.begin(after: .sample("book"))
        _ = try await store.claimJob(for: run)
        try await whenCancelled {
            try await store.releaseWork(of: run)
            try await store.endRun(run, state: .stopped, exitCode: 75, error: nil)
        }
        #expect(try await store.job(1).state == .queued)
        #expect(try await store.runs(limit: 1).map(\.exitCode) == [75])
    }

    @Test func aReadEndsWithItsTask() async throws {
        let store = try fixture.open()
        await #expect(throws: CancellationError.self) {
            try await whenCancelled { _ = try await store.jobs(in: [.queued]) }
        }
    }
}
