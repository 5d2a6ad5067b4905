import Core
import Foundation
import QueueStore
import Testing

/// A run whose claim is lost changes nothing any more, whatever it still does.
@Suite("Fencing of claims")
struct FencingTests {
    private let fixture = StoreFixture()

    /// How a claim is lost.
    enum Loss: CaseIterable {
        case cancelled
        case removed
        /// Cancelled, retried and claimed again by the same run: the same job and run, another attempt.
        case claimedAnew
        case takenOver
    }

    private func lose(_ store: JobStore, _ claim: Claim, by loss: Loss) async throws {
        switch loss {
        case .cancelled: _ = try await store.cancel(claim.job)
        case .removed:
            _ = try await store.cancel(claim.job)
            _ = try await store.remove(claim.job)
        case .claimedAnew:
            _ = try await store.cancel(claim.job)
            _ = try await store.retry(claim.job)
            _ = try await store.claimJob(for: claim.run)
        case .takenOver:
            fixture.set(.sample(1), to: .dead)
            _ = try await store.claimJob(for: try await store.begin(2))
        }
    }

    /// A job that one run holds, with one done segment and one on its way.
    private func claimed() async throws -> (JobStore, Claim, [Segment]) {
        let store = try fixture.open()
        let run = try await store.begin(after: .sample("book", [["One.", "Two."]]))
        let job = try #require(try await store.claimJob(for: run))
        let claim = try #require(job.claim)
        let segments = try await store.claimSegments(claim, limit: 2)
        try await store.accept([
            AcceptedTake(segment: segments[0], recording: .sample("a"), rowState: .new, claim: claim)
        ])
        return (store, claim, segments)
    }

    @Test(arguments: Loss.allCases)
    func aLostClaimChangesNothing(_ loss: Loss) async throws {
        let (store, claim, segments) = try await claimed()
        try await lose(store, claim, by: loss)
        let before = try await store.jobs(in: Set(JobState.allCases))
        let segmentsBefore = try await store.segments(of: claim.job)

        #expect(try await store.job(heldBy: claim) == nil)
        #expect(try await store.claimSegments(claim, limit: 9).isEmpty)
        #expect(try await store.fail(segment: segments[1], error: .runaway, by: claim) == false)
        let last = AcceptedTake(segment: segments[1], recording: .sample("b"), rowState: .new, claim: claim)
        try await store.accept([last])
        #expect(try await store.reopen(segments: segments.map(\.id), by: claim) == nil)
        let book = SealedBook.sample(["/out/book.wav"], audioSeconds: 1)
        #expect(try await store.seal(book, by: claim) == false)
        #expect(try await store.sealedBook(of: claim.job) == nil)
        #expect(try await store.stop(claim, error: .runaway) == false)
        #expect(try await store.release(claim) == false)
        try await store.reject(.rejectedSample("r"), rowState: .new, for: segments[1], attempt: 1, by: claim)
        try await store.keep(.sample("k"), for: segments[1], by: claim)
        let late = Diagnostic(.note, code: "a.b", message: "Late.")
        try await store.add(late, by: claim)
        try await store.record(.jobNoted(late), by: claim)

        let after = try await store.jobs(in: Set(JobState.allCases))
        #expect(after.map(\.state) == before.map(\.state))
        #expect(after.map(\.progress) == before.map(\.progress))
        #expect(after.map(\.diagnostics) == before.map(\.diagnostics))
        #expect(try await store.events(after: 0).allSatisfy { $0.kind != .jobNoted(late) })
        #expect(try await store.segments(of: claim.job) == segmentsBefore)
    }

    @Test(arguments: Loss.allCases)
    func aLostClaimPublishesNothing(_ loss: Loss) async throws {
        let (store, claim, segments) = try await claimed()
        let last = AcceptedTake(segment: segments[1], recording: .sample("b"), rowState: .new, claim: claim)
        try await store.accept([last])
        let book = SealedBook.sample(["/out/book.wav"], audioSeconds: 1)
        #expect(try await store.seal(book, by: claim))
        // Between seal and complete.
        try await lose(store, claim, by: loss)
        let place = fixture.folder.appending(path: "published")
        let isDone = try await store.complete(book, by: claim) { try Data().write(to: place) }
        #expect(!isDone)
        #expect(!FileManager.default.fileExists(atPath: place.path))
        let states = try await store.jobs(in: [.completed])
        #expect(states.isEmpty)
    }

    /// Who cancels while the files get their names waits, and finds the job completed.
    @Test func nobodyCancelsBetweenPublishingAndCompleting() async throws {
        let (store, claim, segments) = try await claimed()
        let last = AcceptedTake(segment: segments[1], recording: .sample("b"), rowState: .new, claim: claim)
        try await store.accept([last])
        let book = SealedBook.sample(["/out/book.wav"], audioSeconds: 1)
        let other = try fixture.open()
        let (published, signal) = AsyncStream.makeStream(of: Void.self)
        async let cancelled: Void = {
            for await _ in published { break }
            await #expect(throws: BatchError.self) { _ = try await other.cancel(claim.job) }
        }()
        let isDone = try await store.complete(book, by: claim) {
            signal.yield()
            // Long enough for the other connection to ask for the lock.
            Thread.sleep(forTimeInterval: 0.2)
        }
        await cancelled
        #expect(isDone)
        #expect(try await store.job(claim.job).state == .completed)
    }

    @Test func aFailedPublicationCompletesNothing() async throws {
        let (store, claim, segments) = try await claimed()
        let last = AcceptedTake(segment: segments[1], recording: .sample("b"), rowState: .new, claim: claim)
        try await store.accept([last])
        let book = SealedBook.sample(["/out/book.wav"], audioSeconds: 1)
        await #expect(throws: BatchError.diskFull) {
            _ = try await store.complete(book, by: claim) { throw BatchError.diskFull }
        }
        #expect(try await store.job(heldBy: claim)?.state == .running)
    }

    @Test func aJobThatIsBlockedAlreadyKeepsItsOwnError() async throws {
        let store = try fixture.open()
        try await store.add(.sample("own"))
        try await store.add(.sample("other"))
        let run = try await store.begin()
        let claim = try #require(try await store.claimJob(for: run)?.claim)
        try await store.stop(claim, error: .diskFull)
        let all = BatchError(.sidecarBinaryMissing, "It is not there.", remedy: "Build it.")
        #expect(try await store.blockWaitingJobs(error: all, run: run) == 1)
        #expect(try await store.job(claim.job).error == .diskFull)
        #expect(try await store.jobs(in: [.blocked]).map(\.error?.code) == [.outputDiskFull, .sidecarBinaryMissing])
    }
}
