import Audio
import Core
import Foundation
import LocalSystem
import Narration
import Quality
import QueueStore
import Testing
import TestSupport

@Suite("Takes are transcribed beside the engine, which does not wait for that")
struct TranscriptionTests {
    /// Each of another length, by which its take is told.
    private static let texts = (0..<40).map { number in
        "The boat went slowly down the river" + String(repeating: " and on", count: number) + "."
    }

    private static var checks: TakeChecks {
        var checks = TakeChecks(verification: .transcript)
        checks.limits.tone = 60
        checks.limits.echo = 60
        checks.limits.longest = 60
        checks.limits.shortest = 0
        return checks
    }

    /// The text of a scripted take, which is as long as the text is.
    private static func text(of recording: URL) throws -> String {
        let bytes = try Data(contentsOf: recording).count
        return try #require(texts.first { 44 + 2 * (1600 + $0.count * 500) == bytes })
    }

    private static func wait(until condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func allIsSpokenBeforeAnyIsHeard() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let asked = Counter()
            let transcriber = ScriptedTranscriber { recording, _ in
                try await Self.wait { await asked.count == Self.texts.count }
                return try Self.text(of: recording)
            }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) { _ in
                await asked.increase()
                return .speech
            }
            let summary = try await fixture.runner(ScriptedHost(synthesizer), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            #expect(job.progress.takesReused == 0)
            #expect(job.progress.takesAccepted == Self.texts.count)
            let takes = try await fixture.store.takes(of: id).map(\.recording)
            #expect(takes.count == Self.texts.count)
            #expect(takes.allSatisfy { $0.review?.transcript != nil })
        }
    }

    @Test func whatWaitsToBeHeardIsNotMadeAgain() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let (stops, stop) = AsyncStream.makeStream(of: Void.self)
            let deaf = ScriptedTranscriber { _, _ in
                try await Task.sleep(for: .seconds(600))
                return ""
            }
            let runner = fixture.runner(ScriptedHost(ScriptedSynthesizer(transcriber: deaf)), checks: Self.checks)
            let watch = Task {
                try await Self.wait { try await fixture.store.takes(of: id).count == Self.texts.count }
                stop.yield()
            }
            let stopped = try await runner.run(process: .current(), stopRequests: stops)
            try await watch.value
            #expect(stopped.state == .stopped)
            #expect(try await fixture.store.job(id).progress.segmentsDone == 0)

            let transcriber = ScriptedTranscriber { recording, _ in try Self.text(of: recording) }
            let rest = ScriptedSynthesizer(transcriber: transcriber)
            let summary = try await fixture.runner(ScriptedHost(rest), checks: Self.checks)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            #expect(rest.requests.isEmpty)
            #expect(transcriber.requests.count == Self.texts.count)
            #expect(try await fixture.store.job(id).state == .completed)
            #expect(try await fixture.store.job(id).progress.takesReused == 0)
        }
    }
}

private actor Counter {
    private(set) var count = 0

    func increase() { count += 1 }
}
