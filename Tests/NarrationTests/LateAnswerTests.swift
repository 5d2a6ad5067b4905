import Core
import Foundation
import LocalSystem
@testable import Narration
import QueueStore
import Testing
import TestSupport

@Suite("Answers that do not come")
struct LateAnswerTests {
    private static let unresponsive = BatchError(.sidecarUnresponsive, "It hangs.", remedy: "Run again.")

    private func request(_ characters: Int) -> SpeechRequest {
        SpeechRequest(text: String(repeating: "a", count: characters), voice: "heart", seed: 1)
    }

    @Test func patienceGrowsWithTheTextAndWithWhatAnswersTook() {
        let timeout = AdaptiveTimeout(base: .seconds(10))
        #expect(timeout.limit(for: request(0)) == .seconds(10))
        #expect(timeout.limit(for: request(100)) == .seconds(60))
        #expect(timeout.limit(for: request(200)) == .seconds(110))
        timeout.note(request(100), seconds: 1)
        #expect(timeout.limit(for: request(100)) == .seconds(18))
        timeout.note(request(100), seconds: 0.1)
        #expect(timeout.limit(for: request(100)) == .seconds(18))
    }

    @Test(arguments: [ScriptedSynthesizer.Answer.hang, .drip])
    func aLateAnswerIsAskedForAgain(answer: ScriptedSynthesizer.Answer) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Ab.", "Cd."])
            let isFirst = FirstTime()
            let synthesizer = ScriptedSynthesizer { $0.text == "Cd." && isFirst.now() ? answer : .speech }
            let runner = fixture.runner(ScriptedHost(synthesizer), responseTimeout: .milliseconds(200))
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            let takes = try await fixture.store.takes(of: id)
            let reasons = takes.compactMap { $0.recording.reason?.code }
            #expect(reasons == [ErrorCode.synthesisTimeout])
        }
    }

    @Test func anEndpointThatHangsIsStartedAgainAndBlocksTheJobsInTheEnd() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Ab.", "Cd."])
            let synthesizer = ScriptedSynthesizer(confirmationFailure: Self.unresponsive) { _ in .hang }
            let host = ScriptedHost(synthesizer)
            let runner = fixture.runner(host, restarts: 1, responseTimeout: .milliseconds(200))
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 69)
            let job = try await fixture.store.job(id)
            #expect(job.state == .blocked)
            #expect(job.error?.code == .sidecarUnresponsive)
            // The text is not to blame: no attempt was counted against it.
            #expect(try await fixture.store.takes(of: id).isEmpty)
        }
    }
}
