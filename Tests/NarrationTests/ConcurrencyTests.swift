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
