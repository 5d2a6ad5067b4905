import Core
import Foundation
import LocalSystem
import NIOConcurrencyHelpers
@testable import Narration
import QueueStore
import Testing
import TestSupport

/// What happened, in the order in which it was noted.
private final class Log: Sendable {
    private let notes = NIOLockedValueBox<[String]>([])

    var all: [String] { notes.withLockedValue { $0 } }

    func note(_ note: String) { notes.withLockedValue { $0.append(note) } }

    func wait(for count: Int) async throws {
        while all.count < count { try await Task.sleep(for: .milliseconds(1)) }
    }
}

/// Lets tasks wait until a test opens it.
private actor Latch {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting.removeAll()
    }
}

private func segment(_ ordinal: Int, of job: Job.ID = 1) -> Segment {
    Segment(
        id: job * 1_000 + Int64(ordinal),
        jobID: job,
        chapter: 1,
        ordinal: ordinal,
        text: "Text \(ordinal).",
        range: SourceRange(0, 1),
        boundary: .paragraph,
        state: .synthesizing,
        attempts: 0,
        error: nil,
        takeID: nil
    )
}

private func job(_ id: Job.ID = 1, priority: Int = 0) -> Job {
    Job(
        id: id,
        source: "/\(id).txt",
        title: "\(id)",
        author: nil,
        options: JobOptions(),
        outputBase: "/\(id)",
        priority: priority,
        state: .running,
        error: nil,
        diagnostics: [],
        attempts: 1,
        progress: JobProgress(),
        runID: 1,
        outputs: [],
        createdAt: .distantPast,
        startedAt: .distantPast,
        finishedAt: nil
    )
}

@Suite("A lock for each key", .timeLimit(.minutes(1)))
struct KeyedLockTests {
    @Test func oneAtATimeHoldsAKeyAndOthersHoldOtherKeys() async throws {
        let lock = KeyedLock()
        let log = Log()
        let latch = Latch()
        async let first: Void = lock.withKey("a") {
            log.note("first in")
            await latch.pass()
            log.note("first out")
        }
        try await log.wait(for: 1)
        async let second: Void = lock.withKey("a", whenWaiting: { log.note("second waits") }) { log.note("second") }
        try await log.wait(for: 2)
        try await lock.withKey("b", whenWaiting: { log.note("never") }) { log.note("other key") }
        #expect(log.all == ["first in", "second waits", "other key"])
        await latch.open()
        _ = try await (first, second)
        #expect(log.all == ["first in", "second waits", "other key", "first out", "second"])
    }

    @Test func anErrorLeavesTheKeyFree() async throws {
        let lock = KeyedLock()
        await #expect(throws: CancellationError.self) {
            try await lock.withKey("a") { throw CancellationError() }
        }
        #expect(try await lock.withKey("a") { true })
    }
}

@Suite("A semaphore whose most urgent waiter goes next", .timeLimit(.minutes(1)))
struct PrioritySemaphoreTests {
    @Test func theMostUrgentGoesNextWhateverCameFirst() async throws {
        let semaphore = PrioritySemaphore(places: 1)
        let log = Log()
        let latch = Latch()
        let waiting: [(String, WorkPriority)] = [
            ("late in a plain book", WorkPriority(segment(9), of: job())),
            ("early in a plain book", WorkPriority(segment(2), of: job())),
            ("a later plain book", WorkPriority(segment(1, of: 2), of: job(2))),
            ("a retake", WorkPriority(segment(5), of: job(), isRetake: true)),
            ("an urgent book", WorkPriority(segment(7, of: 3), of: job(3, priority: 4))),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await semaphore.withPlace(WorkPriority(segment(1), of: job())) {
                    log.note("in")
                    await latch.pass()
                }
            }
            try await log.wait(for: 1)
            for (name, priority) in waiting {
                group.addTask { await semaphore.withPlace(priority) { log.note(name) } }
            }
            while await semaphore.waiters < waiting.count { try await Task.sleep(for: .milliseconds(1)) }
            await latch.open()
            try await group.waitForAll()
        }
        #expect(
            log.all == [
                "in", "an urgent book", "a retake", "early in a plain book", "late in a plain book",
                "a later plain book",
            ]
        )
    }

    @Test func thoseOfLessUrgentJobsMayNotCount() async throws {
        let semaphore = PrioritySemaphore(places: 1, ignoresLessUrgent: true)
        let log = Log()
        let latch = Latch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await semaphore.withPlace(WorkPriority(job(1))) {
                    log.note("plain")
                    await latch.pass()
                }
            }
            try await log.wait(for: 1)
            group.addTask { await semaphore.withPlace(WorkPriority(job(2))) { log.note("another plain one") } }
            while await semaphore.waiters < 1 { try await Task.sleep(for: .milliseconds(1)) }
            // A test that waits for it here would never end were it kept waiting.
            await semaphore.withPlace(WorkPriority(job(3, priority: 1))) { log.note("urgent") }
            await latch.open()
            try await group.waitForAll()
        }
        #expect(log.all == ["plain", "urgent", "another plain one"])
    }

    @Test func placesAreTakenBack() async throws {
        let semaphore = PrioritySemaphore(places: 2)
        for _ in 0..<9 {
            try? await semaphore.withPlace(WorkPriority(segment(1), of: job())) { throw CancellationError() }
        }
        await semaphore.withPlace(WorkPriority(segment(1), of: job())) {
            await semaphore.withPlace(WorkPriority(segment(2), of: job())) {}
        }
    }
}

@Suite("Telling a text that kills the sidecar from bad luck")
struct CrashTriageTests {
    private static let request = SpeechRequest(text: "Words.", voice: "heart", seed: 1)

    @Test func whatWasSpokenAtACrashIsTriedAlone() async throws {
        let triage = CrashTriage()
        for ordinal in 1...3 { triage.begin(segment(ordinal), Self.request) }
        triage.end(segment(2))
        #expect(triage.noteCrash() == nil)
        #expect(!triage.isEmpty)
        let tried = Log()
        try await triage.tryAlone { _ in tried.note("tried") }
        #expect(tried.all.count == 2)
        #expect(triage.isEmpty)
        // Nothing was on its way.
        #expect(triage.noteCrash() == nil)
    }

    @Test func whatItDiesOfAloneIsTheCause() async throws {
        let triage = CrashTriage()
        triage.begin(segment(7), Self.request)
        #expect(triage.noteCrash() == nil)
        let death = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
        await #expect(throws: death) { try await triage.tryAlone { _ in throw death } }
        #expect(triage.noteCrash()?.ordinal == 7)
        #expect(triage.isEmpty)
    }

    /// The queue gives the number of a segment that was removed to another.
    @Test func aNumberThatComesAgainIsAnotherSegment() {
        let triage = CrashTriage()
        let death = BatchError(.synthesisFailed, "The sidecar dies of it.", remedy: "Change it.")
        let old = segment(7)
        var new = Segment(
            id: old.id,
            jobID: 2,
            chapter: 1,
            ordinal: 7,
            text: "Other words.",
            range: old.range,
            boundary: .paragraph,
            state: .synthesizing,
            attempts: 0,
            error: nil,
            takeID: nil
        )
        triage.exclude(old, death)
        #expect(triage.error(of: old) == death)
        #expect(triage.error(of: new) == nil)
        new.jobID = old.jobID
        #expect(triage.error(of: new) == death)
    }

    @Test func aFullDiskIsNoFaultOfTheText() async throws {
        let triage = CrashTriage()
        triage.begin(segment(7), Self.request)
        _ = triage.noteCrash()
        let full = BatchError(.outputDiskFull, "The disk is full.", remedy: "Free some space.")
        await #expect(throws: full) { try await triage.tryAlone { _ in throw full } }
        #expect(triage.noteCrash() == nil)
    }
}

@Suite("A retake waits, by a clock that the test holds", .timeLimit(.minutes(1)))
struct RetakeWaitTests {
    private static let failed = BatchError(.synthesisFailed, "It failed.", remedy: "Again.")

    /// - Returns: The summary, and how long the run took by the clock.
    private func run(
        _ fixture: RunFixture,
        _ synthesizer: ScriptedSynthesizer,
        _ time: TestClock,
        _ body: () async throws -> Void
    ) async throws -> RunSummary {
        let runner = fixture.runner(
            ScriptedHost(synthesizer),
            responseTimeout: .seconds(60),
            heartbeat: .seconds(3_600),
            clock: time.clock
        )
        async let summary = runner.run(process: .current(), stopRequests: .never)
        try await body()
        return try await summary
    }

    @Test func whatFailedIsAskedForAgainAfterTheBackoff() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", ["Words."])
            let time = TestClock()
            let isFirst = FirstTime()
            let synthesizer = ScriptedSynthesizer { _ in isFirst.now() ? .failure(Self.failed) : .speech }
            let summary = try await run(fixture, synthesizer, time) {
                // The buffer and the watch of claims sleep for half a second, the backoff for half of that at most.
                try await fixture.wait { time.nextWait.map { $0 <= .milliseconds(250) } == true }
                #expect(time.nextWait.map { $0 >= .milliseconds(125) } == true)
                #expect(synthesizer.requests.count == 1)
                time.advance(by: .milliseconds(250))
            }
            #expect(summary.exitCode == 0)
            #expect(synthesizer.requests.count == 2)
        }
    }

    @Test func anAnswerHasTheTimeThatItsTextNeeds() async throws {
        try await withScratchFolder { folder in
            let time = TestClock()
            let start = time.now
            let synthesizer = ScriptedSynthesizer { _ in .hang }
            let recorder = TakeRecorder(
                synthesizer: synthesizer,
                files: TakeFiles(folder: folder),
                timeout: AdaptiveTimeout(base: .seconds(60), clock: time.clock),
                clock: time.clock
            )
            let request = SpeechRequest(text: "Words.", voice: "heart", seed: 1)
            let plan = SynthesisPlan(request, capabilities: synthesizer.capabilities)
            let recording = Task { try await recorder.record(plan) }
            // Half a second for each of six characters on top.
            while time.now - start < .seconds(63) {
                while time.nextWait == nil { try await Task.sleep(for: .milliseconds(1)) }
                time.advance(by: try #require(time.nextWait))
            }
            #expect(time.now - start == .seconds(63))
            let error = await #expect(throws: BatchError.self) { try await recording.value }
            #expect(error?.code == .synthesisTimeout)
        }
    }

    @Test func anAnswerIsProofForAWhile() {
        let time = TestClock()
        let timeout = AdaptiveTimeout(base: .seconds(1), clock: time.clock)
        let start = time.now
        #expect(!timeout.hasAnswered(since: start))
        time.advance(by: .seconds(10))
        timeout.note(SpeechRequest(text: "Words.", voice: "heart", seed: 1), seconds: 1)
        time.advance(by: .seconds(30))
        #expect(timeout.hasAnswered(since: start + .seconds(10)))
        #expect(!timeout.hasAnswered(since: start + .seconds(11)))
    }
}

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
