import Core
import Foundation
import LocalSystem
import NIOConcurrencyHelpers
@testable import Narration
import Quality
import QueueStore
import Testing
import TestSupport

/// What people do to the queue while a run works on it.
@Suite("A session that goes on while the queue changes", .timeLimit(.minutes(2)))
struct SessionTests {
    private static let texts = (1...12).map { "Sentence number \($0) of the first book." }
    private static let late = "Late words, which come last."

    @Test func aJobThatVanishesEndsAlone() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let next = try await fixture.enqueue("next", ["Other words."])
            let store = fixture.store
            let synthesizer = ScriptedSynthesizer { request in
                if request.text.contains("number 5 ") {
                    _ = try await store.cancel(id)
                    _ = try await store.remove(id)
                }
                return .speech
            }
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.state == .drained)
            #expect(summary.exitCode == 0)
            #expect(try await store.jobs(in: Set(JobState.allCases)).map(\.id) == [next])
            #expect(try await store.job(next).state == .completed)
            #expect(!FileManager.default.fileExists(atPath: fixture.output("book").path))
        }
    }

    /// Its takes wait for their transcripts; what is left of it is not worth a single one.
    @Test(arguments: [false, true])
    func aJobThatIsCancelledWhileItsTakesWaitEndsAtOnce(isRemoved: Bool) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let next = try await fixture.enqueue("late", [Self.late])
            let store = fixture.store
            let isFirst = FirstTime()
            let spoken = NIOLockedValueBox<(@Sendable () -> Int)?>(nil)
            let transcriber = ScriptedTranscriber { recording, _ in
                if isFirst.now() {
                    try await fixture.wait { spoken.withLockedValue { $0 }?() ?? 0 > Self.texts.count }
                    _ = try await store.cancel(id)
                    if isRemoved { _ = try await store.remove(id) }
                } else {
                    try await fixture.wait { try await store.jobs(in: [.running, .queued]).allSatisfy { $0.id != id } }
                }
                return try Self.text(of: recording)
            }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            spoken.withLockedValue { $0 = { synthesizer.requests.count } }
            let summary = try await fixture.runner(ScriptedHost(synthesizer), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            #expect(try await store.job(next).state == .completed)
            // Those that were being transcribed then, and the other job's.
            #expect(transcriber.requests.count <= transcriber.maxConcurrency + 1)
            #expect(!FileManager.default.fileExists(atPath: fixture.output("book").path))
        }
    }

    /// A run that stays sleeps while there is nothing to do, and takes up what comes.
    @Test func aRunThatStaysTakesUpWhatComes() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let runner = fixture.runner(ScriptedHost(ScriptedSynthesizer()), exitsWhenIdle: false)
            let run = Task { try await runner.run(process: .current(), stopRequests: .never) }
            for (number, name) in ["first", "second"].enumerated() {
                // Once before the engine is online, and once when it has nothing left to do.
                let id = try await fixture.enqueue(name, Self.texts)
                try await fixture.wait { try await fixture.store.job(id).state == .completed }
                #expect(try await fixture.store.runs(limit: 5).map(\.state) == [.running], "\(number)")
            }
            run.cancel()
            #expect(try await run.value.exitCode == 75)
        }
    }

    /// More jobs than can be joined at once, each more urgent than the one before it.
    @Test func everMoreUrgentJobsDoNotWaitForEachOther() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("0", Self.texts)
            let count = NIOLockedValueBox(0)
            let synthesizer = ScriptedSynthesizer { request in
                let number = count.withLockedValue { count in
                    count += 1
                    return count
                }
                if number <= 40 {
                    let texts = (1...4).map { "Sentence \($0) of the job with the number \(number)." }
                    try await fixture.enqueue("\(number)", texts, priority: number)
                }
                return .speech
            }
            #expect(try await fixture.run(ScriptedHost(synthesizer)).exitCode == 0)
            #expect(try await fixture.store.jobs(in: [.completed]).count == 41)
        }
    }

    /// The recogniser is far behind: what is enqueued meanwhile is spoken at once.
    @Test func aJobThatComesLateDoesNotWaitForTranscripts() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let isSpoken = NIOLockedValueBox(false)
            let transcriber = ScriptedTranscriber { recording, _ in
                try await fixture.wait { isSpoken.withLockedValue { $0 } }
                return try Self.text(of: recording)
            }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) { request in
                if request.text.contains("Late") { isSpoken.withLockedValue { $0 = true } }
                return .speech
            }
            let late = Task {
                // All of the first book is spoken, and the queue was seen empty.
                try await fixture.wait { synthesizer.requests.count == Self.texts.count }
                try await Task.sleep(for: .milliseconds(300))
                return try await fixture.enqueue("late", [Self.late])
            }
            let summary = try await fixture.runner(ScriptedHost(synthesizer), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            #expect(try await fixture.store.job(try await late.value).state == .completed)
        }
    }

    /// A text that comes again waits for the transcript of its first take, and the engine goes on.
    @Test func aTextThatComesAgainDoesNotHoldTheEngineUp() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let again = Self.texts[0]
            let texts = Self.texts[..<2] + Array(repeating: again, count: 6) + Self.texts[2...]
            let id = try await fixture.enqueue("book", Array(texts))
            let spoken = NIOLockedValueBox<(@Sendable () -> Int)?>(nil)
            let transcriber = ScriptedTranscriber { recording, _ in
                try await fixture.wait { spoken.withLockedValue { $0 }?() ?? 0 == Self.texts.count }
                return try Self.text(of: recording)
            }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            spoken.withLockedValue { $0 = { synthesizer.requests.count } }
            let summary = try await fixture.runner(ScriptedHost(synthesizer), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            #expect(try await fixture.store.job(id).state == .completed)
        }
    }

    @Test func transcriptsGoByPriorityThenBookOrder() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let heard = NIOLockedValueBox<[String]>([])
            let isOpen = NIOLockedValueBox(false)
            let transcriber = ScriptedTranscriber(maxConcurrency: 1) { recording, _ in
                try await fixture.wait { isOpen.withLockedValue { $0 } }
                let text = try Self.text(of: recording)
                heard.withLockedValue { $0.append(text) }
                return text
            }
            let speaking = ScriptedSynthesizer(transcriber: transcriber)
            let urgent = ["Urgent words number one.", "Urgent words number two."]
            let watch = Task {
                try await fixture.wait { speaking.requests.count == Self.texts.count }
                try await fixture.enqueue("urgent", urgent, priority: 5)
                try await fixture.wait { speaking.requests.count == Self.texts.count + urgent.count }
                // A take has its row just before it waits for its transcript.
                try await fixture.wait { try await fixture.store.takes(of: 2).count == urgent.count }
                try await fixture.speakOneMore(Self.late, priority: 4)
                isOpen.withLockedValue { $0 = true }
            }
            let summary = try await fixture.runner(ScriptedHost(speaking), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            try await watch.value
            #expect(summary.exitCode == 0)
            // One was being transcribed when the urgent ones came.
            let order = heard.withLockedValue { $0 }
            let rest = Self.texts.filter { $0 != order.first }
            #expect(order.dropFirst() == ArraySlice(urgent + [Self.late] + rest))
        }
    }

    /// The text of a less urgent book that waits for its transcript is that of an urgent one, too.
    @Test func theSameTextOfAnUrgentJobDoesNotWaitForTheTurnOfAnother() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let shared = try #require(Self.texts.last)
            let heard = NIOLockedValueBox<[String]>([])
            let isOpen = NIOLockedValueBox(false)
            let transcriber = ScriptedTranscriber(maxConcurrency: 1) { recording, _ in
                try await fixture.wait { isOpen.withLockedValue { $0 } }
                let text = try Self.text(of: recording)
                heard.withLockedValue { $0.append(text) }
                return text
            }
            let speaking = ScriptedSynthesizer(transcriber: transcriber)
            let watch = Task {
                try await fixture.wait { try await fixture.store.takes(of: 1).count == Self.texts.count }
                let urgent = try await fixture.enqueue("urgent", [shared], priority: 5)
                try await fixture.wait { try await fixture.store.segments(of: urgent)[0].state == .synthesizing }
                try await fixture.speakOneMore(Self.late, priority: 4)
                isOpen.withLockedValue { $0 = true }
            }
            let summary = try await fixture.runner(ScriptedHost(speaking), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            try await watch.value
            #expect(summary.exitCode == 0)
            let order = heard.withLockedValue { $0 }
            // One was being transcribed when the urgent one came; the shared text is transcribed once for both.
            let rest = Self.texts.filter { $0 != order.first && $0 != shared }
            #expect(order.dropFirst() == ArraySlice([shared, Self.late] + rest))
            #expect(speaking.requests.count == Self.texts.count + 1)
            #expect(try await fixture.store.job(2).progress.segmentsDone == 1)
        }
    }

    /// As many books as may be joined at once wait for their transcripts.
    @Test(arguments: [true, false])
    func anotherJobIsJoined(isUrgent: Bool) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let store = fixture.store
            let isOpen = NIOLockedValueBox(false)
            let transcriber = ScriptedTranscriber(maxConcurrency: 32) { recording, _ in
                let text = try Self.text(of: recording)
                if text == Self.texts.last { try await fixture.wait { isOpen.withLockedValue { $0 } } }
                return text
            }
            // A book is opened when some of its takes are there.
            let spoken = Self.texts.prefix(8)
            let books = EngineSession.openBooks
            for number in 1...books { try await fixture.enqueue("book \(number)", spoken + Self.texts.suffix(1)) }
            let watch = Task {
                try await fixture.wait {
                    try await store.jobs(in: [.running]).count { $0.progress.segmentsDone == spoken.count } == books
                }
                // Each of them has its book open by now.
                let folder = fixture.output("any").deletingLastPathComponent()
                try await fixture.wait {
                    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).count) ?? 0 >= books
                }
                let late = try await fixture.enqueue(
                    "late",
                    ["Urgent words number one.", "Urgent words number two."],
                    priority: isUrgent ? 1 : 0
                )
                // Where it is not urgent, it takes the place of one that is cancelled.
                if !isUrgent { _ = try await store.cancel(3) }
                try await fixture.wait { try await store.job(late).state == .completed }
                isOpen.withLockedValue { $0 = true }
            }
            let synthesizer = ScriptedSynthesizer(maxConcurrency: 8, transcriber: transcriber)
            let summary = try await fixture.runner(ScriptedHost(synthesizer), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            try await watch.value
            #expect(summary.exitCode == 0)
            #expect(try await store.jobs(in: [.completed]).count == (isUrgent ? books + 1 : books))
        }
    }

    @Test func aMoreUrgentJobGoesBetweenTheSegmentsOfAnother() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let texts = (1...60).map { "Sentence number \($0) of the long book." }
            try await fixture.enqueue("long", texts)
            let isFirst = FirstTime()
            let synthesizer = ScriptedSynthesizer { request in
                if request.text.contains("number 3 "), isFirst.now() {
                    try await fixture.enqueue("urgent", ["Urgent words."], priority: 1)
                }
                return .speech
            }
            #expect(try await fixture.run(ScriptedHost(synthesizer)).exitCode == 0)
            let place = try #require(synthesizer.texts.firstIndex(of: "Urgent words."))
            #expect(place < texts.count / 2)
        }
    }

    @Test func aCancelledParentStopsTheRun() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let runner = fixture.runner(ScriptedHost(ScriptedSynthesizer { _ in .hang }))
            let run = Task { try await runner.run(process: .current(), stopRequests: .never) }
            try await fixture.wait { try await fixture.store.job(id).state == .running }
            run.cancel()
            let summary = try await run.value
            #expect(summary.state == .stopped)
            #expect(summary.stopReason == .cancelled)
            #expect(summary.exitCode == 75)
            let stored = try await fixture.store.runs(limit: 1)[0]
            #expect(stored.state == .stopped)
            #expect(stored.exitCode == 75)
            #expect(try await fixture.store.job(id).state == .queued)
        }
    }

    @Test func aCancellationThatNobodyAskedForEndsTheRunWithAnError() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let summary = try await fixture.run(ScriptedHost(ScriptedSynthesizer { _ in throw CancellationError() }))
            #expect(summary.state == .failed)
            #expect(summary.error?.code == .internalError)
            #expect(summary.exitCode == 69)
        }
    }

    private static var checks: TakeChecks {
        var checks = TakeChecks(verification: .transcript)
        // The scripted voice is a tone.
        checks.limits.tone = 60
        checks.limits.echo = 60
        checks.limits.longest = 60
        checks.limits.shortest = 0
        return checks
    }

    /// What a scripted take says: its key is that of one of the texts.
    private static func text(of recording: URL) throws -> String {
        let key = recording.deletingPathExtension().lastPathComponent
        let all = texts + [late, "Urgent words number one.", "Urgent words number two."]
        let capabilities = ScriptedSynthesizer().capabilities
        return try #require(
            all.first { text in
                let request = SpeechRequest(text: text, voice: "heart", seed: 1)
                return SynthesisPlan(request, capabilities: capabilities).key == key
            }
        )
    }
}
