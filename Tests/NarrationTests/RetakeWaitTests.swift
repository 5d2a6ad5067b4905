import Core
import Foundation
import LocalSystem
import NIOConcurrencyHelpers
@testable import Narration
import QueueStore
import Testing
import TestSupport

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
