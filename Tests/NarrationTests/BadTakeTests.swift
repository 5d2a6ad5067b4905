import Core
import Foundation
import LocalSystem
@testable import Narration
import QueueStore
import Testing
import TestSupport

@Suite("Takes and segments that go wrong")
struct BadTakeTests {
    private static let broken = BatchError(.synthesisFailed, "The engine broke.", remedy: "Try again.")
    private static let refused = BatchError(.synthesisRejected, "No such sound.", remedy: "Change the text.")

    @Test(arguments: [
        (ScriptedSynthesizer.Answer.silence, ErrorCode.synthesisBadAudio),
        (.nothing, .synthesisBadAudio),
        (.runaway, .synthesisRunaway),
        (.fullScale, .synthesisBadAudio),
        (.swallowed, .synthesisBadAudio),
    ])
    func aBadTakeIsMadeAgainWithANewSeed(answer: ScriptedSynthesizer.Answer, code: ErrorCode) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Good words.", Self.bad])
            let synthesizer = ScriptedSynthesizer { request in
                request.text == Self.bad && request.seed == 1 ? answer : .speech
            }
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.exitCode == 0)
            #expect(summary.totals.takesRejected == 1)
            let seeds = synthesizer.requests.filter { $0.text == Self.bad }.map(\.seed)
            #expect(seeds == [1, 2])
            let rejected = try await fixture.store.takes(of: id).filter { $0.recording.verdict == .rejected }
            #expect(rejected.map { $0.recording.reason?.code } == [code])
        }
    }

    private static let bad = "Bad words, and enough of them to tell how long they have to be."

    @Test func whatNeverBecameAudioIsAskedForAgainAsItWas() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Good words.", Self.bad])
            let isFirst = FirstTime()
            let synthesizer = ScriptedSynthesizer { request in
                request.text == Self.bad && isFirst.now() ? .failure(Self.broken) : .speech
            }
            #expect(try await fixture.run(ScriptedHost(synthesizer)).exitCode == 0)
            #expect(synthesizer.requests.filter { $0.text == Self.bad }.map(\.seed) == [1, 1])
            let rejected = try await fixture.store.takes(of: id).filter { $0.recording.verdict == .rejected }
            #expect(rejected.map { $0.recording.reason?.code } == [.synthesisFailed])
        }
    }

    @Test(arguments: [
        ([ErrorCode.synthesisBadAudio], 1), ([.synthesisRunaway, .synthesisBadAudio], 2), ([.synthesisFailed], 0),
        ([.synthesisTimeout, .synthesisFailed], 1), ([.synthesisFailed, .synthesisBadAudio, .synthesisFailed], 1),
    ])
    func badAudioGetsANewSeedAtOnceAndALostAnswerTheSecondTime(failures: [ErrorCode], take: Int) {
        var seeds = TakeSeeds()
        failures.forEach { seeds.note($0) }
        #expect(seeds.take == take)
    }

    @Test func aJobWhoseVoiceIsBrokenFailsAlone() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let bad = try await fixture.enqueue("bad", ["One.", "Two."], options: JobOptions(voice: "broken"))
            let good = try await fixture.enqueue("good", ["Fine words."])
            let synthesizer = ScriptedSynthesizer(voices: ["heart", "broken"]) {
                $0.voice == "broken" ? .failure(Self.broken) : .speech
            }
            let host = ScriptedHost(synthesizer)
            #expect(try await fixture.run(host).exitCode == 1)
            #expect(host.startCount == 1)
            #expect(try await fixture.store.job(bad).state == .failed)
            #expect(try await fixture.store.job(good).state == .completed)
        }
    }

    @Test func aTextThatKillsTheSidecarFailsItsJobAlone() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let texts = (1...12).map { $0 == 5 ? "Poison." : "Sentence number \($0) of the book." }
            let bad = try await fixture.enqueue("bad", texts)
            let good = try await fixture.enqueue("good", ["Only fine words."])
            let crash = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
            let synthesizer = ScriptedSynthesizer { $0.text == "Poison." ? .failure(crash) : .speech }
            let host = ScriptedHost(synthesizer)
            let summary = try await fixture.runner(host, restarts: 1).run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 1)
            #expect(synthesizer.texts.count { $0 == "Poison." } == 2)
            let failed = try await fixture.store.job(bad)
            #expect(failed.state == .failed)
            #expect(failed.progress.segmentsDone == texts.count - 1)
            #expect(failed.error?.message.contains("died when it spoke this text") == true)
            #expect(try await fixture.store.job(good).state == .completed)
        }
    }

    @Test func aSidecarThatDiesOfEveryTextBurnsOnlyAFew() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for book in ["one", "two", "three"] { try await fixture.enqueue(book, ["Words.", "More words."]) }
            let crash = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
            let synthesizer = ScriptedSynthesizer { $0.text.contains("ords") ? .failure(crash) : .speech }
            let host = ScriptedHost(synthesizer)
            let summary = try await fixture.runner(host, restarts: 1).run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 69)
            let jobs = try await fixture.store.jobs(in: [.blocked, .failed])
            #expect(jobs.count == 3)
            #expect(jobs.map(\.progress.segmentsFailed).reduce(0, +) <= 2)
            #expect(jobs.contains { $0.state == .blocked && $0.error?.code == .sidecarCrashed })
        }
    }

    @Test func whoRefusesEverythingIsNoJudgeOfTexts() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for book in ["one", "two"] { try await fixture.enqueue(book, ["Words."]) }
            let host = ScriptedHost(ScriptedSynthesizer { _ in .failure(Self.refused) })
            #expect(try await fixture.run(host).exitCode == 69)
            let jobs = try await fixture.store.jobs(in: [.blocked])
            #expect(jobs.map(\.error?.code) == [.sidecarUnresponsive, .sidecarUnresponsive])
        }
    }

    @Test(arguments: [(broken, 2), (refused, 1)])
    func aPoisonSegmentFailsItsJobAlone(error: BatchError, requests: Int) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let bad = try await fixture.enqueue("bad", ["Fine words.", "Poison.", "More fine words."])
            let good = try await fixture.enqueue("good", ["Only fine words."])
            let synthesizer = ScriptedSynthesizer { $0.text == "Poison." ? .failure(error) : .speech }
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.exitCode == 1)
            #expect(synthesizer.texts.filter { $0 == "Poison." }.count == requests)
            let failed = try await fixture.store.job(bad)
            #expect(failed.state == .failed)
            #expect(failed.error?.code == error.code)
            // What is refused once is refused again.
            let isRefused = error.code == .synthesisRejected
            #expect(failed.error?.remedy.contains("retry \(bad)") == !isRefused)
            #expect(failed.progress.segmentsDone == 2)
            #expect(!FileManager.default.fileExists(atPath: fixture.output("bad").path))
            #expect(try await fixture.store.job(good).state == .completed)
            #expect(try visibleFiles(in: folder.appending(path: "out")) == ["good.manifest.json", "good.wav"])
        }
    }

    @Test(arguments: [
        ScriptedSynthesizer.Answer.silence, .nothing, .runaway, .failure(broken), .fullScale,
    ])
    func anEndpointThatSpeaksNothingIsStartedAgainAndBlocksTheJobsInTheEnd(
        answer: ScriptedSynthesizer.Answer
    ) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for book in ["one", "two", "three"] { try await fixture.enqueue(book, ["Words.", "More words."]) }
            let host = ScriptedHost(ScriptedSynthesizer { _ in answer })
            let summary = try await fixture.runner(host, restarts: 1).run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 69)
            #expect(host.startCount == 2)
            let jobs = try await fixture.store.jobs(in: Set(JobState.allCases))
            #expect(jobs.map(\.error?.code) == [.sidecarUnresponsive, .sidecarUnresponsive, .sidecarUnresponsive])
            #expect(jobs.allSatisfy { $0.state == .blocked && $0.progress.segmentsFailed == 0 })
            // Nothing is burned: the next run narrates them.
            #expect(try await fixture.run(ScriptedHost(ScriptedSynthesizer())).totals.jobsCompleted == 3)
        }
    }

    @Test func aRetryMakesOnlyWhatIsMissing() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Fine words.", "Poison."])
            let poisoned = ScriptedSynthesizer { $0.text == "Poison." ? .failure(Self.refused) : .speech }
            _ = try await fixture.run(ScriptedHost(poisoned))
            _ = try await fixture.store.retry(id)
            let healed = ScriptedSynthesizer()
            let summary = try await fixture.run(ScriptedHost(healed))
            #expect(summary.exitCode == 0)
            #expect(healed.texts == ["Poison."])
        }
    }

    @Test func aVoiceThatTheEngineLacksIsRefusedWithTheListOfThoseItHas() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Words."], options: JobOptions(voice: "nobody"))
            let synthesizer = ScriptedSynthesizer(voices: ["heart", "bella"])
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.exitCode == 1)
            let error = try #require(try await fixture.store.job(id).error)
            #expect(error.code == .synthesisRejected)
            #expect(error.remedy.contains("heart, bella"))
            #expect(synthesizer.requests.isEmpty)
        }
    }

    @Test func aSpeedThatTheEngineLacksIsRefusedWithItsRange() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Words."], options: JobOptions(speed: 3))
            let synthesizer = ScriptedSynthesizer()
            #expect(try await fixture.run(ScriptedHost(synthesizer)).exitCode == 1)
            let error = try #require(try await fixture.store.job(id).error)
            #expect(error.code == .synthesisRejected)
            #expect(error.remedy.contains("from 0.25 to 2.0"))
            #expect(synthesizer.requests.isEmpty)
        }
    }

    @Test func anExistingFileIsNotOverwrittenUnlessAskedFor() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let kept = fixture.output("kept")
            let replaced = fixture.output("replaced")
            try FileManager.default.createDirectory(
                at: kept.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            for file in [kept, replaced] { try Data("mine".utf8).write(to: file) }
            let refused = try await fixture.enqueue("kept", ["Words."])
            let allowed = try await fixture.enqueue("replaced", ["Words."], options: JobOptions(overwrite: true))
            let summary = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            #expect(summary.exitCode == 1)
            #expect(try await fixture.store.job(refused).error?.code == .outputExists)
            #expect(try Data(contentsOf: kept) == Data("mine".utf8))
            #expect(try await fixture.store.job(allowed).state == .completed)
            #expect(try Data(contentsOf: replaced) != Data("mine".utf8))
        }
    }

    @Test func anOutputThatCannotBeWrittenBlocksItsJobAlone() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            // A file stands where the folder of the output would have to be.
            try Data().write(to: folder.appending(path: "out"))
            let blocked = try await fixture.enqueue("book", ["Words."])
            let summary = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            #expect(summary.exitCode == 69)
            #expect(try await fixture.store.job(blocked).state == .blocked)
            #expect(try await fixture.store.job(blocked).error?.code == .outputNotWritable)
            try FileManager.default.removeItem(at: folder.appending(path: "out"))
            #expect(try await fixture.run(ScriptedHost(ScriptedSynthesizer())).exitCode == 0)
            #expect(try await fixture.store.job(blocked).state == .completed)
        }
    }

    private func visibleFiles(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
}
