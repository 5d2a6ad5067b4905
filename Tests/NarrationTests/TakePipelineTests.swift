import Core
import Foundation
import LocalSystem
@testable import Narration
import NIOConcurrencyHelpers
import Quality
import QueueStore
import Testing
import TestSupport

/// The pipeline alone, with an engine, a transcriber and a clock that the test holds.
@Suite("A take through the pipeline", .timeLimit(.minutes(1)))
struct TakePipelineTests {
    private static let text = "The boat went slowly down the river, and nobody on it said a word."

    /// A pipeline, and a job whose segments are claimed.
    private struct Setup {
        let store: JobStore
        let pipeline: TakePipeline
        let active: ActiveJob
        let segments: [Segment]

        func key(_ segment: Segment, take: Int = 0) -> String {
            let capabilities = pipeline.recorder.synthesizer.capabilities
            return active.settings.plan(for: segment, take: take, capabilities: capabilities).key
        }
    }

    private func setup(
        _ folder: URL,
        texts: [String] = [text],
        _ synthesizer: ScriptedSynthesizer,
        clock: RunClock = .system
    ) async throws -> Setup {
        let fixture = try RunFixture(folder)
        try await fixture.enqueue("book", texts)
        let run = try await fixture.store.beginRun(profile: "test", process: .current())
        let job = try #require(try await fixture.store.claimJob(for: run))
        let claim = try #require(job.claim)
        let configuration = RunConfiguration(profile: "test", takesFolder: fixture.takes)
        let settings = try JobSettings(job, run: configuration, capabilities: synthesizer.capabilities)
        let active = ActiveJob(job: job, claim: claim, settings: settings)
        let segments = try await fixture.store.claimSegments(claim, limit: 9)
        for _ in segments { await active.handOut() }
        await active.allHandedOut()
        var limits = TakeLimits()
        // A plain tone is speech here.
        (limits.tone, limits.echo) = (60, 60)
        let gate = TakeQualityGate(synthesizer.transcriber == nil ? .acoustic : .transcript, limits: limits)
        let pipeline = TakePipeline(
            store: fixture.store,
            recorder: TakeRecorder(
                synthesizer: synthesizer,
                files: TakeFiles(folder: fixture.takes),
                timeout: AdaptiveTimeout(base: .seconds(60), clock: clock),
                gate: gate,
                clock: clock
            ),
            gate: gate,
            transcription: synthesizer.transcriber.map { TakeTranscription($0, gate: gate) },
            untranscribed: UntranscribedTakes(),
            buffer: TakeWriteBuffer(store: fixture.store, clock: clock),
            keys: KeyedLock(),
            engine: PrioritySemaphore(places: 2),
            triage: CrashTriage(),
            attempts: 3,
            pauses: PauseLengths(),
            backoff: .exponentialJitter(),
            clock: clock
        )
        return Setup(store: fixture.store, pipeline: pipeline, active: active, segments: segments)
    }

    @Test func aGoodTakeIsEntered() async throws {
        try await withScratchFolder { folder in
            let synthesizer = ScriptedSynthesizer()
            let setup = try await setup(folder, synthesizer, clock: TestClock().clock)
            #expect(try await setup.pipeline.process(setup.segments[0], of: setup.active))
            try await setup.pipeline.buffer.flush(ifAwaitedBy: setup.active)
            #expect(try await setup.store.job(1).progress.segmentsDone == 1)
            #expect(synthesizer.requests.count == 1)
        }
    }

    /// Its transcript may be hours away, and a more urgent job may have the same text.
    @Test func aTakeThatWaitsForItsTranscriptHoldsNoKey() async throws {
        try await withScratchFolder { folder in
            let isOpen = NIOLockedValueBox(false)
            let asked = NIOLockedValueBox(0)
            let transcriber = ScriptedTranscriber { _, _ in
                asked.withLockedValue { $0 += 1 }
                while !isOpen.withLockedValue({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
                return Self.text
            }
            let setup = try await setup(
                folder,
                texts: [Self.text, Self.text],
                ScriptedSynthesizer(transcriber: transcriber)
            )
            let (first, second) = (setup.segments[0], setup.segments[1])
            async let isDone = setup.pipeline.process(first, of: setup.active)
            while asked.withLockedValue({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
            let key = setup.key(first)
            try await setup.pipeline.keys.withKey(key, whenWaiting: { Issue.record("The key is held.") }) {}
            // It is at hand for the other segment of the same text, and in the store if the program dies.
            #expect(await setup.pipeline.buffer.take(withKey: key) != nil)
            #expect(try await setup.store.acceptedTake(key: key) != nil)
            async let isOtherDone = setup.pipeline.process(second, of: setup.active)
            isOpen.withLockedValue { $0 = true }
            #expect(try await isDone)
            #expect(try await isOtherDone)
            try await setup.pipeline.buffer.flush()
            #expect(try await setup.store.job(1).progress.segmentsDone == 2)
            #expect(try await setup.store.takes(of: 1).count == 1)
        }
    }

    /// Whoever rejects it must not take it from the one whose turn comes later.
    @Test func aTakeThatTwoWaitForIsRejectedByBoth() async throws {
        try await withScratchFolder { folder in
            let first = NIOLockedValueBox<URL?>(nil)
            let transcriber = ScriptedTranscriber(maxConcurrency: 1) { recording, _ in
                let isFirst = first.withLockedValue { known in
                    known = known ?? recording
                    return known == recording
                }
                return isFirst ? "Something else was said here altogether." : Self.text
            }
            let texts = [String](repeating: Self.text, count: 4)
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            let setup = try await setup(folder, texts: texts, synthesizer)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for segment in setup.segments {
                    group.addTask {
                        let isDone = try await setup.pipeline.process(segment, of: setup.active)
                        try await setup.pipeline.buffer.flush()
                        return isDone
                    }
                }
                for try await isDone in group { #expect(isDone) }
            }
            let segments = try await setup.store.segments(of: 1)
            #expect(segments.allSatisfy { $0.state == .done })
            #expect(Set(segments.map(\.takeID)).count == 1)
            // One take for each seed, whoever asked for it.
            #expect(synthesizer.requests.map(\.seed) == [1, 2])
        }
    }

    /// What was spoken before is better than nothing.
    @Test func aFlawedTakeIsUsedWhereItsRetakeIsRefused() async throws {
        try await withScratchFolder { folder in
            let time = TestClock()
            let refusal = BatchError(.synthesisRejected, "No such sound.", remedy: "Change the text.")
            let synthesizer = ScriptedSynthesizer { $0.seed == 1 ? .clipped(0.05) : .failure(refusal) }
            let setup = try await setup(folder, synthesizer, clock: time.clock)
            #expect(try await setup.pipeline.process(setup.segments[0], of: setup.active))
            try await setup.pipeline.buffer.flush()
            let progress = try await setup.store.job(1).progress
            #expect((progress.segmentsDone, progress.segmentsFlagged, progress.segmentsFailed) == (1, 1, 0))
            #expect(await setup.pipeline.buffer.take(withKey: setup.key(setup.segments[0])) == nil)
        }
    }

    @Test func aLostClaimEndsTheWaitInItsTurn() async throws {
        try await withScratchFolder { folder in
            let isOpen = NIOLockedValueBox(false)
            let transcriber = ScriptedTranscriber(maxConcurrency: 1) { _, _ in
                while !isOpen.withLockedValue({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
                return Self.text
            }
            let other = "Words that nobody will hear, since the job is cancelled before."
            let setup = try await setup(
                folder,
                texts: [Self.text, other],
                ScriptedSynthesizer(transcriber: transcriber)
            )
            let first = Task { try await setup.pipeline.process(setup.segments[0], of: setup.active) }
            while transcriber.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            let second = Task { try await setup.pipeline.process(setup.segments[1], of: setup.active) }
            while try await setup.store.acceptedTake(key: setup.key(setup.segments[1])) == nil {
                try await Task.sleep(for: .milliseconds(1))
            }
            _ = try await setup.store.cancel(1)
            isOpen.withLockedValue { $0 = true }
            #expect(try await first.value)
            await #expect(throws: LostClaim.self) { try await second.value }
            #expect(transcriber.requests.count == 1)
            #expect(await setup.pipeline.buffer.take(withKey: setup.key(setup.segments[1])) == nil)
        }
    }

    @Test func receivingATakeHoldsNoThreadOfThePool() async throws {
        try await withScratchFolder { folder in
            let isFree = try await poolStaysFree { block in
                let synthesizer = ScriptedSynthesizer { _ in
                    block()
                    return .speech
                }
                let recorder = TakeRecorder(
                    synthesizer: synthesizer,
                    files: TakeFiles(folder: folder),
                    timeout: AdaptiveTimeout(base: .seconds(60))
                )
                let request = SpeechRequest(text: Self.text, voice: "heart", seed: Int.random(in: 1...1_000_000))
                _ = try await recorder.record(SynthesisPlan(request, capabilities: synthesizer.capabilities))
            }
            #expect(isFree)
        }
    }
}
