import Audio
import Core
import Foundation
import LocalSystem
@testable import Narration
import Quality
import QueueStore
import Testing
import TestSupport

@Suite("A transcriber beside what speaks")
struct TranscriberSupervisorTests {
    private static let text = "The boat went slowly down the river, and nobody on it said a word."

    private func run(
        _ fixture: RunFixture,
        _ speech: ScriptedSynthesizer,
        _ transcriber: ScriptedHost
    ) async throws -> Job {
        let id = try await fixture.enqueue("book", [Self.text])
        var checks = TakeChecks(verification: .transcript)
        checks.limits.tone = 60
        checks.limits.echo = 60
        let speechHost = ScriptedHost(speech)
        let host = TranscriberSupervisor(
            speechHost: speechHost,
            transcriberHost: transcriber,
            restarts: 2,
            backoff: .exponentialJitter(base: .milliseconds(1))
        )
        let summary = try await fixture.runner(host, checks: checks).run(process: .current(), stopRequests: .never)
        #expect(summary.exitCode == 0)
        // What transcribes never costs what speaks a start.
        #expect(speechHost.startCount == 1)
        return try await fixture.store.job(id)
    }

    @Test func itTranscribesWhatTheOthersSay() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let transcriber = ScriptedTranscriber { _, _ in Self.text }
            let silent = ScriptedSynthesizer(transcriber: transcriber)
            let speaker = ScriptedSynthesizer()
            let job = try await run(fixture, speaker, ScriptedHost(silent))
            #expect(job.state == .completed)
            #expect(job.diagnostics.isEmpty)
            #expect(speaker.requests.count == 1)
            #expect(silent.requests.isEmpty)
            let takes = try await fixture.store.takes(of: job.id)
            #expect(takes.allSatisfy { $0.recording.review?.transcript?.model == "scripted-transcriber" })
            // Both are scripted here; endpoints have no sessions.
            let engines = try await fixture.store.sidecarSessions(limit: 10).map(\.engine)
            #expect(engines.contains("transcription"), "\(engines)")
        }
    }

    @Test func withoutOneTheWorkGoesOn() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let missing = BatchError(.sidecarBinaryMissing, "There is no sidecar.", remedy: "Build it.")
            let transcriber = ScriptedHost { _ in .failure(missing) }
            let job = try await run(fixture, ScriptedSynthesizer(), transcriber)
            #expect(job.state == .completed)
            #expect(job.diagnostics.map(\.code) == ["check.acousticOnly"])
            #expect(job.diagnostics.first?.message.contains("There is no sidecar.") == true)
            #expect(transcriber.startCount == 1)
        }
    }

    /// It does not end by itself, and its trouble is not that of what speaks.
    @Test(arguments: [1, .max])
    func oneThatHangsIsStartedAgain(times: Int) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let hung = ScriptedTranscriber { _, _ in
                throw BatchError(.sidecarUnresponsive, "It hangs.", remedy: "Run again.")
            }
            let good = ScriptedTranscriber { _, _ in Self.text }
            let host = ScriptedHost { start in .online(ScriptedSynthesizer(transcriber: start < times ? hung : good)) }
            let job = try await run(fixture, ScriptedSynthesizer(), host)
            #expect(job.state == .completed)
            #expect(times == 1 ? host.startCount == 2 : host.startCount >= 2)
            let take = try #require(try await fixture.store.takes(of: job.id).first)
            #expect((take.recording.review?.transcript == nil) == (times > 1))
            #expect(job.diagnostics.allSatisfy { $0.code == "take.notHeard" })
            #expect(job.diagnostics.isEmpty == (times == 1))
        }
    }

    @Test func oneThatDiesIsStartedAgain() async throws {
        try await withScratchFolder { folder in
            let slot = TranscriberSlot()
            _ = await slot.open(ScriptedTranscriber { _, _ in "" })
            guard case .available(let first) = try await slot.availability() else { throw CancellationError() }
            let supervised = SupervisedTranscriber(first: first, slot: slot)
            // Asked while none is there, and served by the next.
            #expect(await slot.close())
            async let heard = supervised.transcript(of: folder, language: "en", isThorough: false)
            _ = await slot.open(ScriptedTranscriber { _, _ in "Here I am." })
            #expect(try await heard == "Here I am.")
            // In the end there is none.
            _ = await slot.close()
            await slot.giveUp("It died too often.")
            await #expect(throws: BatchError.self) {
                try await supervised.transcript(of: folder, language: "en", isThorough: false)
            }
        }
    }
}
