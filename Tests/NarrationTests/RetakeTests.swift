import Audio
import Core
import Foundation
import LocalSystem
@testable import Narration
import NIOConcurrencyHelpers
import Quality
import QueueStore
import Testing
import TestSupport

@Suite("Retakes, and the best take where none is good")
struct RetakeTests {
    private static let text = "The boat went slowly down the river, and nobody on it said a word."

    /// Acoustic checks for which a plain tone is speech.
    private static func checks(_ verification: Verification = .acoustic) -> TakeChecks {
        var checks = TakeChecks(verification: verification)
        checks.limits.tone = 60
        checks.limits.echo = 60
        return checks
    }

    /// Hears one thing in the recording that it gets first, however often, and another in all others.
    private static func transcriber(first said: String, later: String = text) -> ScriptedTranscriber {
        let first = NIOLockedValueBox<URL?>(nil)
        return ScriptedTranscriber { recording, _ in
            let isFirst = first.withLockedValue { known in
                known = known ?? recording
                return known == recording
            }
            return isFirst ? said : later
        }
    }

    private func run(
        _ fixture: RunFixture,
        _ synthesizer: ScriptedSynthesizer,
        attempts: Int = 3,
        verification: Verification = .acoustic
    ) async throws -> RunSummary {
        try await fixture.runner(
            ScriptedHost(synthesizer),
            attempts: attempts,
            checks: Self.checks(verification)
        ).run(process: .current(), stopRequests: .never)
    }

    @Test func aFlawedTakeIsMadeAgainAndItsMeasuresAreKept() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let synthesizer = ScriptedSynthesizer { $0.seed == 1 ? .clipped(0.05) : .speech }
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            #expect(synthesizer.requests.map(\.seed) == [1, 2])
            let takes = try await fixture.store.takes(of: id).map(\.recording)
            let rejected = try #require(takes.first { $0.verdict == .rejected })
            #expect(rejected.reason?.code == .synthesisBadAudio)
            #expect(rejected.review?.findings.map(\.kind) == [.clipped])
            #expect(rejected.samples > 0)
            let accepted = try #require(takes.first { $0.verdict == .accepted })
            #expect(accepted.review?.isGood == true)
            #expect(accepted.review?.measures.speechSeconds ?? 0 > 1)
            #expect(try await fixture.store.job(id).progress.segmentsFlagged == 0)
        }
    }

    @Test func theBestOfFlawedTakesIsUsedAndFlagged() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Good words.", Self.text])
            let shares = [1: 0.06, 2: 0.02, 3: 0.04]
            let synthesizer = ScriptedSynthesizer { request in
                request.text == "Good words." ? .speech : .clipped(shares[request.seed] ?? 0)
            }
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            #expect(job.progress.segmentsFlagged == 1)
            #expect(job.progress.takesRejected == 2)
            let flagged = try await fixture.store.takes(of: id).map(\.recording).filter(\.isFlagged)
            #expect(flagged.map(\.seed) == [2])
            let places = try await fixture.events().compactMap { event -> Int? in
                guard case .segmentFlagged(let segment, _) = event else { return nil }
                return segment
            }
            #expect(places == [2])
            #expect(FileManager.default.fileExists(atPath: fixture.output("book").path))
        }
    }

    @Test func theThirdTakeIsCutAtAClause() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let synthesizer = ScriptedSynthesizer { $0.text == Self.text ? .clipped(0.05) : .speech }
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            #expect(
                synthesizer.texts == [
                    Self.text, Self.text, "The boat went slowly down the river,", "and nobody on it said a word.",
                ]
            )
            let progress = try await fixture.store.job(id).progress
            #expect(progress.takesAccepted == 1)
            #expect(progress.segmentsFlagged == 0)
            // A second run of the same text finds the take, though it was the third.
            let again = try await fixture.enqueue("again", [Self.text])
            #expect(try await run(fixture, synthesizer).totals.takesReused == 1)
            #expect(synthesizer.requests.count == 4)
            #expect(try await fixture.store.job(again).state == .completed)
        }
    }

    @Test func segmentsOfOneTextShareAFlaggedTake() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            // Two at once, and one later.
            let id = try await fixture.enqueue("book", [Self.text, Self.text])
            let synthesizer = ScriptedSynthesizer { .clipped($0.seed == 1 ? 0.02 : 0.05) }
            #expect(try await run(fixture, synthesizer, attempts: 2).exitCode == 0)
            #expect(try await fixture.store.job(id).progress.segmentsFlagged == 2)
            let later = try await fixture.enqueue("later", [Self.text])
            #expect(try await run(fixture, synthesizer, attempts: 2).exitCode == 0)
            // The flagged one is not made again; whether another is better now is tried.
            #expect(synthesizer.requests.count { $0.seed == 1 } == 1)
            #expect(try await fixture.store.job(later).progress.segmentsFlagged == 1)
            #expect(try await fixture.store.job(later).progress.takesReused == 1)
        }
    }

    @Test func takesOfBeforeAreListenedToAsCloselyAsNewOnes() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let synthesizer = ScriptedSynthesizer { $0.seed == 1 ? .clipped(0.05) : .speech }
            try await fixture.enqueue("off", [Self.text, "Good words."])
            #expect(try await run(fixture, synthesizer, verification: .off).exitCode == 0)
            let id = try await fixture.enqueue("measured", [Self.text, "Good words."])
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            let used = try await fixture.store.segments(of: id).compactMap(\.takeID)
            let takes = try await fixture.store.takes(of: id).filter { used.contains($0.id) }.map(\.recording)
            #expect(takes.map(\.seed) == [2, 2])
            #expect(takes.allSatisfy { $0.review?.isGood == true })
        }
    }

    @Test func whatIsHeardInTakesOfBeforeIsKept() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let transcriber = ScriptedTranscriber { _, _ in Self.text }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            try await fixture.enqueue("measured", [Self.text])
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            for name in ["heard", "again"] {
                let id = try await fixture.enqueue(name, [Self.text])
                #expect(try await run(fixture, synthesizer, verification: .transcript).exitCode == 0)
                #expect(try await fixture.store.takes(of: id).first?.recording.review?.transcript?.text == Self.text)
            }
            #expect(transcriber.requests == [false])
            #expect(synthesizer.requests.count == 1)
        }
    }

    @Test func ofTakesThatAreAllFlawedEachIsListenedToBeforeOneIsTheBest() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            // The first lacks two words; the second sounds a little clipped, and says something else altogether.
            let transcriber = Self.transcriber(
                first: "The boat went down the river, and nobody said a word.",
                later: "Rain fell on empty streets."
            )
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) { $0.seed == 1 ? .speech : .clipped(0.011) }
            #expect(try await run(fixture, synthesizer, attempts: 2, verification: .transcript).exitCode == 0)
            let takes = try await fixture.store.takes(of: id).map(\.recording)
            #expect(takes.filter(\.isFlagged).map(\.seed) == [1])
            #expect(takes.allSatisfy { $0.review?.transcript != nil })
            let kinds = takes.first { $0.seed == 2 }?.review?.findings.map(\.kind)
            #expect(Set(kinds ?? []).isSuperset(of: [.clipped, .wrongWords]))
        }
    }

    @Test(arguments: [Verification.acoustic, .off])
    func whatWasHeardStandsWhoeverListensLater(verification: Verification) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let transcriber = ScriptedTranscriber { _, _ in "Something else was said here altogether." }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            let first = try await fixture.enqueue("heard", [Self.text])
            #expect(try await run(fixture, synthesizer, attempts: 1, verification: .transcript).exitCode == 0)
            let later = try await fixture.enqueue("later", [Self.text])
            #expect(try await run(fixture, synthesizer, attempts: 1, verification: verification).exitCode == 0)
            for job in [first, later] {
                #expect(try await fixture.store.job(job).progress.segmentsFlagged == 1)
                let review = try await fixture.store.takes(of: job).first { $0.recording.isFlagged }?.recording.review
                #expect(review?.findings.map(\.kind).contains(.wrongWords) == true)
            }
        }
    }

    @Test func aKnownTakeThatSaysSomethingElseIsNoBetterThanANewOne() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let transcriber = Self.transcriber(first: "Something else was said here altogether.")
            // The second is a little worse by its sound, and says the text.
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) { .clipped($0.seed == 1 ? 0.011 : 0.012) }
            try await fixture.enqueue("before", [Self.text])
            #expect(try await run(fixture, synthesizer, attempts: 1, verification: .transcript).exitCode == 0)
            let id = try await fixture.enqueue("after", [Self.text])
            #expect(try await run(fixture, synthesizer, attempts: 2, verification: .transcript).exitCode == 0)
            let used = try await fixture.store.segments(of: id).compactMap(\.takeID)
            let take = try await fixture.store.takes(of: id).first { used.contains($0.id) }?.recording
            #expect(take?.seed == 2)
            #expect(take?.review?.transcript?.text == Self.text)
        }
    }

    @Test func aFlaggedTakeIsListenedToSoThatItsReportSaysWhatIsHeard() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let transcriber = ScriptedTranscriber { _, _ in Self.text }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) { _ in .clipped(0.05) }
            #expect(try await run(fixture, synthesizer, attempts: 1, verification: .transcript).exitCode == 0)
            let take = try #require(try await fixture.store.takes(of: id).first?.recording)
            #expect(take.isFlagged)
            #expect(take.review?.transcript?.text == Self.text)
            #expect(take.review?.findings.map(\.kind) == [.clipped])
        }
    }

    @Test func aTakeOfBeforeThatIsBadIsListenedToOnce() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let transcriber = Self.transcriber(first: "Something else was said here altogether.")
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            try await fixture.enqueue("measured", [Self.text])
            #expect(try await run(fixture, synthesizer).exitCode == 0)
            #expect(transcriber.requests.isEmpty)
            let id = try await fixture.enqueue("heard", [Self.text])
            #expect(try await run(fixture, synthesizer, verification: .transcript).exitCode == 0)
            // The old one hastily and thoroughly, then the new one.
            #expect(transcriber.requests == [false, true, false])
            #expect(synthesizer.requests.map(\.seed) == [1, 2])
            #expect(try await fixture.store.job(id).progress.segmentsFlagged == 0)
        }
    }

    @Test func whatIsOnlyBrokenOffStillFails() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let synthesizer = ScriptedSynthesizer { $0.text == Self.text ? .silence : .speech }
            #expect(try await run(fixture, synthesizer, attempts: 2).exitCode == 1)
            #expect(try await fixture.store.job(id).error?.code == .synthesisBadAudio)
        }
    }

    @Test func otherWordsAreHeardTwiceBeforeTheyAreBelieved() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let isFirst = FirstTime()
            let transcriber = ScriptedTranscriber { _, isThorough in
                // The first take is wrong both times, the second only at a hasty listen.
                if isFirst.now() { return "Something else was said here altogether." }
                return isThorough ? Self.text : "The boat went slowly down the river."
            }
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            #expect(try await run(fixture, synthesizer, verification: .transcript).exitCode == 0)
            #expect(transcriber.requests == [false, true])
            let take = try #require(try await fixture.store.takes(of: id).first?.recording)
            #expect(take.review?.transcript?.text == Self.text)
            #expect(take.review?.transcript?.model == "scripted-transcriber")
        }
    }

    @Test func aTakeThatSaysSomethingElseIsMadeAgain() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let transcriber = Self.transcriber(first: "The boat went slowly, and nobody.")
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            #expect(try await run(fixture, synthesizer, verification: .transcript).exitCode == 0)
            #expect(synthesizer.requests.map(\.seed) == [1, 2])
            let rejected = try await fixture.store.takes(of: id).map(\.recording).filter { $0.verdict == .rejected }
            #expect(rejected.map(\.reason?.code) == [.synthesisMisread])
            #expect(rejected.first?.review?.transcript?.missing.isEmpty == false)
        }
    }

    @Test(arguments: [
        (ScriptedTranscriber(languages: ["de"]) { _, _ in "" }, "check.acousticOnly"),
        (
            ScriptedTranscriber { _, _ in throw BatchError(.transcriptFailed, "It broke.", remedy: "Nothing.") },
            "take.notHeard"
        ),
        (nil, "check.acousticOnly"),
    ])
    func whatCannotBeHeardIsMeasuredAndSaid(transcriber: ScriptedTranscriber?, code: String) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber)
            #expect(try await run(fixture, synthesizer, verification: .transcript).exitCode == 0)
            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            #expect(job.diagnostics.map(\.code) == [code])
        }
    }

    @Test func howManyTakesWereNotHeardIsSaidAndWhich() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let texts = (1...4).map { "\(Self.text) That was the day of number \($0)." }
            let id = try await fixture.enqueue("book", texts)
            let deaf = NIOLockedValueBox<Set<URL>>([])
            let transcriber = ScriptedTranscriber { recording, _ in
                // Three recordings are too much for it, whenever it is asked.
                let isDeaf = deaf.withLockedValue { known in
                    if known.count < 3 { known.insert(recording) }
                    return known.contains(recording)
                }
                guard isDeaf else { return Self.text }
                throw BatchError(.transcriptFailed, "It broke.", remedy: "Nothing.")
            }
            // A flawed one is listened to as well.
            let synthesizer = ScriptedSynthesizer(transcriber: transcriber) {
                $0.text == texts[0] ? .clipped(0.05) : .speech
            }
            #expect(try await run(fixture, synthesizer, attempts: 1, verification: .transcript).exitCode == 0)
            let takes = try await fixture.store.takes(of: id)
            let unheard = try await fixture.store.segments(of: id)
                .filter { segment in takes.first { $0.id == segment.takeID }?.recording.review?.transcript == nil }
                .map { String($0.ordinal) }
            #expect(unheard.count == 3)
            let finding = try #require(try await fixture.store.job(id).diagnostics.first)
            #expect(finding.code == "take.notHeard")
            let expected = "3 of its 4 takes were measured and not compared with their text"
            #expect(finding.message == "\(expected) (segments \(unheard.joined(separator: ", "))): It broke.")
            // Once as it happens, and once with the numbers.
            let noted = try await fixture.events().compactMap { event -> String? in
                guard case .jobNoted(let note) = event else { return nil }
                return note.code
            }
            #expect(noted == ["take.notHeard", "take.notHeard"])
        }
    }

    @Test func withoutChecksNothingIsMeasured() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", [Self.text])
            let synthesizer = ScriptedSynthesizer { _ in .clipped(0.05) }
            #expect(try await run(fixture, synthesizer, verification: .off).exitCode == 0)
            #expect(synthesizer.requests.count == 1)
            #expect(try await fixture.store.takes(of: id).first?.recording.review == nil)
        }
    }

    @Test(arguments: [
        ("Too short, this.", nil),
        ("There is not any place in this long sentence where a reader would pause for breath", nil),
        ("The first half of it ends here; the second half goes on to the end.", 31),
        ("The first half of it ends here\u{061B} the second half goes on to the end.", 31),
        ("The first half of it ends here. The second half goes on to the end.", nil),
        ("“Is that the half of it, then?” said he to the man who had come with him from the town.", 31),
    ])
    func aTextIsCutNearItsMiddle(text: String, cut: Int?) {
        let pieces = ClauseCut.pieces(of: text)
        #expect(pieces?.joined(separator: " ") ?? text == text)
        #expect(pieces?.first?.count == cut)
    }
}
