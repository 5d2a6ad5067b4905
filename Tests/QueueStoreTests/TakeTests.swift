import Core
import QueueStore
import Testing

@Suite struct TakeTests {
    let fixture = StoreFixture()

    private func claimed(_ texts: [String]) async throws -> (JobStore, Run.ID, [Segment]) {
        let store = try fixture.open()
        let job = try await store.add(.sample("book", [texts]))
        let run = try await store.begin()
        _ = try await store.claimJob(for: run)
        return (store, run, try await store.claimSegments(of: job.id, run: run, limit: 100))
    }

    @Test func countsTakesWithTheJobAndTheRun() async throws {
        let (store, _, segments) = try await claimed(["One.", "Two.", "Three."])
        try await store.reject(.rejectedSample("a"), rowState: .new, for: segments[0])
        try await store.accept(.sample("b"), for: segments[0], reused: false)
        try await store.accept(.sample("b"), for: segments[1], reused: true)
        try await store.fail(segment: segments[2], error: .runaway)

        let progress = try await store.job(1).progress
        let expected = JobProgress(
            chapters: 1,
            segments: 3,
            segmentsDone: 2,
            segmentsFailed: 1,
            characters: 14,
            charactersDone: 8,
            takesAccepted: 2,
            takesRejected: 1,
            takesReused: 1,
            audioSeconds: 1,
            synthesisSeconds: 0.75,
            audioSecondsMade: 1.5
        )
        #expect(progress == expected)
        let after = try await store.segments(of: 1)
        #expect(after.map(\.state) == [.done, .done, .failed])
        #expect(after.map(\.attempts) == [1, 0, 0])
        #expect(after[0].takeID == after[1].takeID)
        #expect(after[2].error == .runaway)
        let takes = try await store.takes(of: 1)
        #expect(takes.map(\.recording) == [.rejectedSample("a"), .sample("b")])
        #expect(takes.map(\.segmentID) == [segments[0].id, segments[0].id])
        let totals = try #require(try await store.runs(limit: 1).first).totals
        #expect(totals == RunTotals(segmentsDone: 2, takesRejected: 1, takesReused: 1, audioSeconds: 0.5))
    }

    @Test func aTakeThatWaitedToBeHeardWhenItsRunDiedIsNotReusedByItsOwnSegment() async throws {
        let (store, _, segments) = try await claimed(["Same.", "Same."])
        try await store.keep(.sample("a"), for: segments[0])
        for segment in segments { try await store.accept(.sample("a"), for: segment, reused: true) }
        #expect(try await store.job(1).progress.takesReused == 1)
        // It made neither.
        #expect(try await store.runs(limit: 1).first?.totals.takesReused == 2)
    }

    @Test func aKeptTakeIsCountedOnceWhateverBecomesOfIt() async throws {
        let (store, _, segments) = try await claimed(["One.", "Two.", "Three."])
        for (segment, key) in zip(segments, ["a", "b", "c"]) { try await store.keep(.sample(key), for: segment) }
        let kept = try await store.job(1).progress
        #expect((kept.segmentsDone, kept.takesAccepted) == (0, 0))
        #expect((kept.synthesisSeconds, kept.audioSecondsMade) == (0.75, 1.5))
        #expect(try await store.acceptedTake(key: "a")?.recording == .sample("a"))

        try await store.accept(.sample("a"), for: segments[0], rowState: .kept)
        try await store.reject(.rejectedSample("b"), rowState: .kept, for: segments[1])
        let progress = try await store.job(1).progress
        #expect((progress.segmentsDone, progress.takesReused, progress.takesRejected) == (1, 0, 1))
        #expect((progress.synthesisSeconds, progress.audioSecondsMade) == (0.75, 1.5))
        #expect(try await store.acceptedTake(key: "b") == nil)
        // Another segment of the same text uses it already: it is only not counted again.
        try await store.accept(.sample("c"), for: segments[1], reused: true)
        try await store.reject(.rejectedSample("c"), rowState: .kept, for: segments[2])
        #expect(try await store.acceptedTake(key: "c") != nil)
        #expect(try await store.job(1).progress.audioSecondsMade == 1.5)
    }

    @Test func aRejectedTakeStaysForWhoeverElseWaitsForIt() async throws {
        let (store, _, segments) = try await claimed(["Same.", "Same."])
        try await store.keep(.sample("k"), for: segments[0])
        let claim = try #require(try await store.job(1).claim)
        try await store.reject(
            .rejectedSample("k"),
            rowState: .known,
            isWanted: true,
            for: segments[1],
            attempt: 1,
            by: claim
        )
        try await store.accept(.sample("k"), for: segments[0], rowState: .kept)
        #expect(try await store.job(1).progress.segmentsDone == 1)
    }

    @Test func linksASecondRecordingOfTheSameKey() async throws {
        let (store, _, segments) = try await claimed(["Same.", "Same."])
        try await store.accept(.sample("k"), for: segments[0], reused: false)
        try await store.accept(.sample("k", checksum: "other"), for: segments[1], reused: false)
        let takes = try await store.takes(of: 1)
        #expect(takes.count == 1)
        // The file under that name was replaced by the later recording.
        #expect(takes.first?.recording.checksum == "other")
        #expect(try await store.job(1).progress.takesReused == 0)
        #expect(try await store.acceptedTake(key: "k") == takes.first)
        #expect(try await store.acceptedTake(key: "unknown") == nil)
    }

    @Test func countsASegmentOnce() async throws {
        let (store, _, segments) = try await claimed(["One.", "Two."])
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        try await store.accept(.sample("a2"), for: segments[0], reused: false)
        #expect(try await store.job(1).progress.segmentsDone == 1)
        #expect(try await store.job(1).progress.takesAccepted == 1)
        try await store.fail(segment: segments[0], error: .runaway)
        #expect(try await store.job(1).progress.segmentsFailed == 0)
    }

    @Test func aReusedTakeThatIsGoneMeanwhileLeavesItsSegmentToBeMade() async throws {
        let (store, run, segments) = try await claimed(["One.", "Two."])
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        try await store.discardTake(key: "a")
        try await store.accept(.sample("a"), for: segments[1], reused: true)
        #expect(try await store.acceptedTake(key: "a") == nil)
        #expect(try await store.claimSegments(of: 1, run: run, limit: 9).map(\.ordinal) == [1, 2])
    }

    /// Without the claim a segment gets no take, but what was made is found again.
    @Test func keepsATakeThatComesAfterACancelOrARemoval() async throws {
        let (store, run, segments) = try await claimed(["One.", "Two."])
        _ = try await store.cancel(1)
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        #expect(try await store.segments(of: 1).map(\.state) == [.pending, .pending])
        #expect(try await store.acceptedTake(key: "a") != nil)
        _ = try await store.retry(1)
        _ = try await store.claimJob(for: run)
        #expect(try await store.claimSegments(of: 1, run: run, limit: 9).map(\.ordinal) == [1, 2])

        _ = try await store.cancel(1)
        #expect(try await store.remove(1) == ["a.wav"])
        try await store.accept(.sample("b"), for: segments[1], reused: false)
        #expect(try await store.takeFiles() == ["b.wav"])
        #expect(try await store.removeUnusedTakes() == ["b.wav"])
        #expect(try await store.takeFiles().isEmpty)
    }

    @Test func discardsADamagedTake() async throws {
        let (store, run, segments) = try await claimed(["One.", "Same.", "Same."])
        try await store.accept(.sample("one"), for: segments[0], reused: false)
        try await store.accept(.sample("same"), for: segments[1], reused: false)
        try await store.accept(.sample("same"), for: segments[2], reused: true)
        let claim = try #require(try await store.job(1).claim)
        let event = Event.Kind.takeDamaged(segment: 2, error: .runaway)
        try await store.discardTake(key: "same", event: event, by: claim)
        // The progress of the job goes back with it.
        let told = try await store.events(after: 0).suffix(2).map(\.kind)
        #expect(told == [event, .jobReopened(Event.JobStart(try await store.job(1)))])
        try await store.discardTake(key: "unknown")
        let progress = try await store.job(1).progress
        #expect(progress.segmentsDone == 1)
        #expect(progress.takesAccepted == 1)
        #expect(progress.takesReused == 0)
        #expect(progress.charactersDone == 4)
        #expect(progress.audioSeconds == 0.5)
        #expect(try await store.claimSegments(of: 1, run: run, limit: 9).map(\.ordinal) == [2, 3])
    }

    @Test func leavesACompletedJobCompleteWithoutItsTakes() async throws {
        let store = try fixture.open()
        let job = try await store.finishNextJob(store.begin(after: .sample("book")))
        try await store.discardTake(key: "take of One sentence.")
        #expect(try await store.job(job.id) == job)
        let segment = try #require(try await store.segments(of: job.id).first)
        #expect(segment.state == .done)
        #expect(segment.takeID == nil)
    }

    @Test func playsUpToTheFirstGap() async throws {
        let (store, _, segments) = try await claimed(["1", "2", "3", "4"])
        for index in [0, 1, 3] {
            try await store.accept(.sample("k\(index)"), for: segments[index], reused: false)
        }
        let playable = try await store.playableSegments(of: 1, from: 1, limit: 10)
        #expect(playable.map(\.ordinal) == [1, 2])
        #expect(playable.map(\.take) == [.sample("k0"), .sample("k1")])
        #expect(playable.map(\.boundary) == [.paragraph, .paragraph])
        #expect(try await store.playableSegments(of: 1, from: 2, limit: 10).map(\.ordinal) == [2])
        #expect(try await store.playableSegments(of: 1, from: 1, limit: 1).map(\.ordinal) == [1])
        #expect(try await store.playableSegments(of: 1, from: 3, limit: 10).isEmpty)
    }

    @Test func removesOnlyFilesThatNoOtherJobUses() async throws {
        let store = try fixture.open()
        try await store.add(.sample("a", [["Shared.", "Only a."]]))
        try await store.add(.sample("b", [["Shared."]]))
        let run = try await store.begin()
        _ = try await store.finishNextJob(run)
        let job = try #require(try await store.claimJob(for: run))
        let segment = try #require(try await store.claimSegments(of: job.id, run: run, limit: 1).first)
        try await store.reject(.rejectedSample("r", file: "r.wav"), rowState: .new, for: segment)
        try await store.accept(.sample("take of Shared."), for: segment, reused: true)
        #expect(try await store.takes(of: job.id).map(\.recording.key) == ["take of Shared.", "r"])
        #expect(try await store.remove(1) == ["take of Only a..wav"])
        #expect(try await store.playableSegments(of: job.id, from: 1, limit: 9).count == 1)
        try await store.complete(job: job.id, outputs: [], audioSeconds: 1)
        #expect(try await store.remove(job.id) == ["r.wav", "take of Shared..wav"])
        #expect(try await store.takeFiles().isEmpty)
    }

    @Test func retriesFailedSegmentsAndKeepsGoodOnes() async throws {
        let (store, _, segments) = try await claimed(["One.", "Two."])
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        try await store.reject(.rejectedSample("b"), rowState: .new, for: segments[1])
        try await store.fail(segment: segments[1], error: .runaway)
        try await store.stop(job: 1, error: .runaway)
        #expect(try await store.job(1).error == .runaway)
        let again = try await store.retry(1)
        #expect(again.progress.segmentsDone == 1)
        #expect(again.progress.segmentsFailed == 0)
        let after = try await store.segments(of: 1)
        #expect(after.map(\.state) == [.done, .pending])
        #expect(after.map(\.attempts) == [0, 0])
        #expect(after.allSatisfy { $0.error == nil })
    }
}
