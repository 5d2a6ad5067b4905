import Core
import Foundation
import LocalSystem
import NIOConcurrencyHelpers
@testable import Narration
import QueueStore
import Testing
import TestSupport

@Suite("Takes are entered a few at a time", .timeLimit(.minutes(1)))
struct TakeWriteBufferTests {
    /// A job with claimed segments, and a buffer that is flushed by hand.
    private func claimed(
        _ fixture: RunFixture,
        texts: [String],
        clock: RunClock = .system
    ) async throws -> (TakeWriteBuffer, ActiveJob, [Segment]) {
        try await fixture.enqueue("book", texts)
        let run = try await fixture.store.beginRun(profile: "test", process: .current())
        let job = try #require(try await fixture.store.claimJob(for: run))
        let claim = try #require(job.claim)
        let configuration = RunConfiguration(profile: "test", takesFolder: fixture.takes)
        let settings = try JobSettings(job, run: configuration, capabilities: ScriptedSynthesizer().capabilities)
        let active = ActiveJob(job: job, claim: claim, settings: settings)
        let segments = try await fixture.store.claimSegments(claim, limit: 9)
        for _ in segments { await active.handOut() }
        return (TakeWriteBuffer(store: fixture.store, clock: clock), active, segments)
    }

    private func take(_ segment: Segment, of active: ActiveJob) -> AcceptedTake {
        let recording = NewTake(
            key: "key \(segment.ordinal)",
            verdict: .accepted,
            file: "\(segment.ordinal).wav",
            checksum: "c0ffee",
            samples: 8_000,
            sampleRate: 8_000,
            seed: 1,
            synthesisSeconds: 0.1
        )
        return AcceptedTake(segment: segment, recording: recording, rowState: .new, claim: active.claim)
    }

    @Test func whatWaitsIsFoundAndEnteredTogether() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let (buffer, active, segments) = try await claimed(fixture, texts: ["One.", "Two.", "Three."])
            for segment in segments.prefix(2) { await buffer.add(take(segment, of: active), of: active) }
            #expect(await buffer.take(withKey: "key 1") != nil)
            #expect(try await fixture.store.job(1).progress.segmentsDone == 0)
            // The third is still on its way.
            await active.allHandedOut()
            try await buffer.flush(ifAwaitedBy: active)
            #expect(try await fixture.store.job(1).progress.segmentsDone == 0)

            await buffer.add(take(segments[2], of: active), of: active)
            try await buffer.flush(ifAwaitedBy: active)
            #expect(try await fixture.store.job(1).progress.segmentsDone == 3)
            #expect(await buffer.take(withKey: "key 1") == nil)
            let done = try await fixture.events().count { event in
                if case .segmentDone = event { true } else { false }
            }
            #expect(done == 3)
        }
    }

    @Test func nothingWaitsForItsEntryLongerThanTheInterval() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let time = TestClock()
            let (buffer, active, segments) = try await claimed(fixture, texts: ["One.", "Two."], clock: time.clock)
            let flushing = Task { try await buffer.keepFlushing() }
            for (number, segment) in segments.enumerated() {
                try await fixture.wait { time.sleepers == 1 }
                await buffer.add(take(segment, of: active), of: active)
                time.advance(by: TakeWriteBuffer.interval - .milliseconds(1))
                #expect(time.sleepers == 1)
                #expect(try await fixture.store.job(1).progress.segmentsDone == number)
                time.advance(by: .milliseconds(1))
                try await fixture.wait { try await fixture.store.job(1).progress.segmentsDone == number + 1 }
            }
            flushing.cancel()
            await #expect(throws: CancellationError.self) { try await flushing.value }
        }
    }

    @Test func aFlawedTakeIsAtHandAsLongAsSomebodyHoldsIt() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let (buffer, active, segments) = try await claimed(fixture, texts: ["One."])
            let recording = take(segments[0], of: active).recording
            await buffer.hold(recording)
            await buffer.hold(recording)
            #expect(await buffer.letGo(recording))
            #expect(await buffer.take(withKey: recording.key) == recording)
            var reviewed = recording
            reviewed.review = TakeReview(measures: TakeMeasures(), findings: [])
            await buffer.update(reviewed)
            #expect(await buffer.take(withKey: recording.key) == reviewed)
            #expect(await !buffer.letGo(recording))
            #expect(await buffer.take(withKey: recording.key) == nil)
            // What is about to be entered is somebody's, too.
            await buffer.hold(recording)
            await buffer.add(take(segments[0], of: active), of: active)
            #expect(await buffer.letGo(recording))
        }
    }

    @Test func whatCouldNotBeEnteredStaysToBeEntered() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let (buffer, active, segments) = try await claimed(fixture, texts: ["One."])
            await buffer.add(take(segments[0], of: active), of: active)
            let aside = folder.appending(path: "aside.sqlite")
            try FileManager.default.moveItem(at: fixture.store.file, to: aside)
            await #expect(throws: BatchError.self) { try await buffer.flush() }
            #expect(await buffer.take(withKey: "key 1") != nil)
            try FileManager.default.moveItem(at: aside, to: fixture.store.file)
            try await buffer.flush()
            #expect(try await fixture.store.job(1).progress.segmentsDone == 1)
        }
    }
}
