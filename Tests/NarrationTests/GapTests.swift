import Audio
import Core
import Foundation
import LocalSystem
@testable import Narration
import Quality
import QueueStore
import Testing
import TestSupport

/// One bad paragraph does not withhold a whole book.
@Suite("Segments of which no take can be had")
struct GapTests {
    private static let bad = "Words that no engine can speak."
    private static let texts = ["The first words of the book.", bad, "The last words of the book."]
    private static let refused = BatchError(
        .synthesisRejected,
        "It has no letters that it knows.",
        remedy: "Change it."
    )

    /// What keeps a segment without a take.
    enum Trouble: CaseIterable {
        case silence
        case refusal

        var answer: ScriptedSynthesizer.Answer { self == .silence ? .silence : .failure(GapTests.refused) }
        var code: ErrorCode { self == .silence ? .synthesisBadAudio : .synthesisRejected }
    }

    private func speaking(_ trouble: Trouble) -> ScriptedHost {
        ScriptedHost(ScriptedSynthesizer { $0.text == Self.bad ? trouble.answer : .speech })
    }

    @Test(arguments: Trouble.allCases, [true, false])
    func theBookIsWrittenWithAPauseInThePlace(_ trouble: Trouble, isTheJobsWish: Bool) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let options = isTheJobsWish ? JobOptions(gaps: .allow) : JobOptions()
            let id = try await fixture.enqueue("book", Self.texts, options: options)
            let runner = fixture.runner(speaking(trouble), gaps: isTheJobsWish ? .refuse : .allow)
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 1)
            #expect(summary.totals.jobsWithGaps == 1)
            #expect(summary.totals.jobsFailed == 0)

            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            #expect(job.progress.segmentsFlagged == 1)
            let note = try #require(job.diagnostics.first { $0.code == "book.gaps" })
            #expect(note.message.contains("1 of its segments"))
            #expect(note.message.contains("(segments 2)"))
            let flagged = try await fixture.store.takes(of: id).map(\.recording).filter(\.isFlagged)
            #expect(flagged.map { $0.review?.findings.map(\.kind) } == [[.notSpoken]])
            let told = try await fixture.events().compactMap { event -> BatchError? in
                guard case .segmentFlagged(2, let error) = event else { return nil }
                return error
            }
            #expect(told.map(\.code) == [trouble.code])

            let book = fixture.output("book")
            let manifest = try StoredManifest(ofBookAt: book).manifest
            #expect(manifest.segments.map(\.isGap) == [nil, true, nil])
            let faults = ManifestAudioCheck(manifest, book: book).faults().filter { $0.weight == .fault }
            #expect(faults.isEmpty, "\(faults)")
            let verified = BookVerification(url: book, requiresSource: false).run()
            #expect(verified.findings.contains { $0.severity == .warning && $0.message.contains("(segments 2)") })
        }
    }

    /// What the sidecar dies of is not asked for again, and is a gap like any other.
    @Test func aTextThatKillsTheSidecarIsAGap() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let death = BatchError(.sidecarCrashed, "It died.", remedy: "Read its log.")
            let host = ScriptedHost { _ in
                .online(ScriptedSynthesizer { $0.text == Self.bad ? .failure(death) : .speech })
            }
            let summary = try await fixture.runner(host, gaps: .allow, restarts: 3)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 1)
            #expect(summary.totals.jobsWithGaps == 1)
            #expect(try await fixture.store.job(id).state == .completed)
            let manifest = try StoredManifest(ofBookAt: fixture.output("book")).manifest
            #expect(manifest.segments.map(\.isGap) == [nil, true, nil])
        }
    }

    /// A job that is half done goes on; what could not be spoken is not asked for again while gaps are allowed.
    @Test func aGapStaysWhenTheJobGoesOn() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let first = ScriptedSynthesizer { request in
                if request.text == Self.bad { return .failure(Self.refused) }
                return request.text == Self.texts.last ? .hang : .speech
            }
            let runner = fixture.runner(ScriptedHost(first), gaps: .allow)
            let run = Task { try await runner.run(process: .current(), stopRequests: .never) }
            try await fixture.wait { try await fixture.store.job(id).progress.segmentsDone == 2 }
            run.cancel()
            _ = try await run.value
            let second = ScriptedSynthesizer()
            let summary = try await fixture.runner(ScriptedHost(second), gaps: .allow)
                .run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 1)
            #expect(second.texts == [Self.texts[2]])
            #expect(try await fixture.store.job(id).state == .completed)
        }
    }

    @Test(arguments: Trouble.allCases)
    func withoutLeaveTheJobFails(_ trouble: Trouble) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts, options: JobOptions(gaps: .refuse))
            let runner = fixture.runner(speaking(trouble), gaps: .allow)
            #expect(try await runner.run(process: .current(), stopRequests: .never).exitCode == 1)
            let error = try #require(try await fixture.store.job(id).error)
            #expect(error.code == trouble.code)
            #expect(error.remedy.contains("--gaps allow"))
            // What is refused once is refused again.
            #expect(error.remedy.contains("retry") == (trouble == .silence))
        }
    }

    /// A text that takes far longer than the voice's pace explains, and less than is past belief.
    @Test(arguments: [1, 2])
    func aPaceThatWasLearnedFailsNothingByItself(attempts: Int) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let slow = "This one the voice reads at a pace of its own, as verses are."
            let texts = (1...20).map { "Sentence number \($0) is read at the usual pace of the voice." } + [slow]
            let id = try await fixture.enqueue("book", texts)
            var checks = TakeChecks(verification: .acoustic)
            checks.limits.tone = 60
            checks.limits.echo = 60
            checks.limits.pause = 60
            let synthesizer = ScriptedSynthesizer(maxConcurrency: 1) { $0.text == slow ? .slow(5) : .speech }
            let runner = fixture.runner(ScriptedHost(synthesizer), attempts: attempts, checks: checks)
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            // It ran on past the learned pace once, was judged again without it, and is told.
            let rejected = try await fixture.store.takes(of: id).compactMap(\.recording.reason?.code)
            #expect(rejected.first == .synthesisRunaway)
            #expect(job.progress.segmentsFlagged == 1)
        }
    }
}
