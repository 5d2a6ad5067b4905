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
        _ speaker: ScriptedSynthesizer,
        _ listener: ScriptedHost
    ) async throws -> Job {
        let id = try await fixture.enqueue("book", [Self.text])
        var checks = TakeChecks(verification: .transcript)
        checks.limits.tone = 60
        checks.limits.echo = 60
        let host = TranscriberSupervisor(
            speaker: ScriptedHost(speaker),
            listener: listener,
            restarts: 2,
            backoff: .exponentialJitter(base: .milliseconds(1))
        )
        let summary = try await fixture.runner(host, checks: checks).run(process: .current(), stopRequests: .never)
        #expect(summary.exitCode == 0)
        return try await fixture.store.job(id)
    }

    @Test func itHearsWhatTheOthersSay() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let ears = ScriptedTranscriber { _, _ in Self.text }
            let silent = ScriptedSynthesizer(transcriber: ears)
            let speaker = ScriptedSynthesizer()
            let job = try await run(fixture, speaker, ScriptedHost(silent))
            #expect(job.state == .completed)
            #expect(job.diagnostics.isEmpty)
            #expect(speaker.requests.count == 1)
            #expect(silent.requests.isEmpty)
            let takes = try await fixture.store.takes(of: job.id)
            #expect(takes.allSatisfy { $0.recording.review?.transcript?.model == "scripted-ears" })
            // Both are scripted here; endpoints have no sessions.
            let engines = try await fixture.store.sidecarSessions(limit: 10).map(\.engine)
            #expect(engines.contains("transcription"), "\(engines)")
        }
    }

    @Test func withoutOneTheWorkGoesOn() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let missing = BatchError(.sidecarBinaryMissing, "There is no sidecar.", remedy: "Build it.")
            let listener = ScriptedHost { _ in .failure(missing) }
            let job = try await run(fixture, ScriptedSynthesizer(), listener)
            #expect(job.state == .completed)
            #expect(job.diagnostics.map(\.code) == ["check.acousticOnly"])
            #expect(job.diagnostics.first?.message.contains("There is no sidecar.") == true)
            #expect(listener.startCount == 1)
        }
    }

    @Test func oneThatDiesIsStartedAgain() async throws {
        try await withScratchFolder { folder in
            let slot = TranscriberSlot()
            await slot.open(ScriptedTranscriber { _, _ in "" })
            guard case .available(let first) = try await slot.availability() else { throw CancellationError() }
            let lasting = LastingTranscriber(first: first, slot: slot)
            // Asked while none is there, and served by the next.
            #expect(await slot.close())
            async let heard = lasting.transcript(of: folder, language: "en", isThorough: false)
            await slot.open(ScriptedTranscriber { _, _ in "Here I am." })
            #expect(try await heard == "Here I am.")
            // In the end there is none.
            _ = await slot.close()
            await slot.giveUp("It died too often.")
            await #expect(throws: BatchError.self) {
                try await lasting.transcript(of: folder, language: "en", isThorough: false)
            }
        }
    }
}
