import Core
import Foundation
import LocalSystem
import Narration
import QueueStore
import Testing
import TestSupport

@Suite("A run that is stopped, and the next one")
struct StoppedRunTests {
    private static let texts = (1...12).map { "Sentence number \($0) of the book." }

    @Test func aStoppedRunGoesOnWhereItStopped() async throws {
        try await withScratchFolder { folder in
            let undisturbed = try RunFixture(folder.appending(path: "undisturbed"))
            try await undisturbed.enqueue("book", Self.texts)
            _ = try await undisturbed.run(ScriptedHost(ScriptedSynthesizer()))

            let fixture = try RunFixture(folder.appending(path: "stopped"))
            let id = try await fixture.enqueue("book", Self.texts)
            let (stops, stop) = AsyncStream.makeStream(of: Void.self)
            let slow = ScriptedSynthesizer { request in
                if request.text.contains("number 7 ") { stop.yield() }
                if request.text.contains("number 9 ") { try await Task.sleep(for: .seconds(60)) }
                return .speech
            }
            let runner = fixture.runner(ScriptedHost(slow))
            let stopped = try await runner.run(process: .current(), stopRequests: stops)
            #expect(stopped.state == .stopped)
            #expect(stopped.exitCode == 75)
            let job = try await fixture.store.job(id)
            #expect(job.state == .queued)
            #expect(!FileManager.default.fileExists(atPath: fixture.output("book").path))
            let states = try await fixture.store.segments(of: id).map(\.state)
            #expect(!states.contains(.synthesizing))

            let rest = ScriptedSynthesizer()
            let summary = try await fixture.run(ScriptedHost(rest))
            #expect(summary.exitCode == 0)
            #expect(rest.requests.count == Self.texts.count - job.progress.segmentsDone)
            let expected = try Data(contentsOf: undisturbed.output("book"))
            #expect(try Data(contentsOf: fixture.output("book")) == expected)
        }
    }

    @Test func aProfileThatChangedMeanwhileChangesTheWholeBook() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let (stops, stop) = AsyncStream.makeStream(of: Void.self)
            let slow = ScriptedSynthesizer { request in
                if request.text.contains("number 7 ") { stop.yield() }
                if request.text.contains("number 9 ") { try await Task.sleep(for: .seconds(60)) }
                return .speech
            }
            _ = try await fixture.runner(ScriptedHost(slow)).run(process: .current(), stopRequests: stops)
            #expect(try await fixture.store.job(id).progress.segmentsDone > 0)

            let faster = ScriptedSynthesizer()
            let runner = fixture.runner(ScriptedHost(faster), speed: 1.5)
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 0)
            #expect(faster.texts.sorted() == Self.texts.sorted())
            #expect(Set(faster.requests.map(\.speed)) == [1.5])
            #expect(try await fixture.store.job(id).progress.segmentsDone == Self.texts.count)
        }
    }

    @Test func theDeadlineStopsARun() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let endless = ScriptedSynthesizer { _ in
                try await Task.sleep(for: .seconds(60))
                return .speech
            }
            let runner = fixture.runner(ScriptedHost(endless), deadline: Date(timeIntervalSinceNow: 0.3))
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.stopReason == .deadline)
            #expect(summary.exitCode == 75)
            let run = try await fixture.store.runs(limit: 1)[0]
            #expect(run.state == .stopped)
            #expect(run.exitCode == 75)
        }
    }

    @Test func aJobThatIsCancelledMeanwhileIsDropped() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let texts = (1...60).map { "Sentence number \($0) of the book." }
            let id = try await fixture.enqueue("book", texts)
            let next = try await fixture.enqueue("next", ["Other words."])
            let store = fixture.store
            let synthesizer = ScriptedSynthesizer { request in
                if request.text.contains("number 5 ") { _ = try await store.cancel(id) }
                return .speech
            }
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.exitCode == 0)
            #expect(try await store.job(id).state == .cancelled)
            #expect(try await store.job(next).state == .completed)
            #expect(!FileManager.default.fileExists(atPath: fixture.output("book").path))
            #expect(synthesizer.requests.count < 30)
        }
    }

    @Test func aSidecarThatCannotStartBlocksEveryJobUntilTheNextRun() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let ids = [try await fixture.enqueue("one", ["Words."]), try await fixture.enqueue("two", ["Words."])]
            let error = BatchError(.sidecarBinaryMissing, "It is not there.", remedy: "Build it.")
            let summary = try await fixture.run(ScriptedHost { _ in .failure(error) })
            #expect(summary.state == .failed)
            #expect(summary.exitCode == 69)
            #expect(summary.totals.jobsBlocked == 2)
            for id in ids {
                let job = try await fixture.store.job(id)
                #expect(job.state == .blocked)
                #expect(job.error == error)
            }
            let session = try await fixture.store.sidecarSessions(limit: 1)[0]
            #expect(session.status == .error)
            #expect(session.error == error)
            #expect(try await fixture.run(ScriptedHost(ScriptedSynthesizer())).totals.jobsCompleted == 2)
        }
    }

    @Test func aSidecarThatDiesIsStartedAgain() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let crash = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
            let dying = ScriptedSynthesizer { $0.text.contains("number 6 ") ? .failure(crash) : .speech }
            let host = ScriptedHost { $0 == 0 ? .online(dying) : .online(ScriptedSynthesizer()) }
            let summary = try await fixture.run(host)
            #expect(summary.exitCode == 0)
            #expect(host.startCount == 2)
            #expect(try await fixture.store.job(id).state == .completed)
        }
    }

    @Test(arguments: [
        ErrorCode.sidecarDiedAtStart, .sidecarStartTimeout, .sidecarPortConflict, .sidecarImpostor,
    ])
    func aRestartThatFailsIsTriedAgain(code: ErrorCode) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", Self.texts)
            let crash = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
            let dying = ScriptedSynthesizer { $0.text.contains("number 6 ") ? .failure(crash) : .speech }
            let host = ScriptedHost { start in
                switch start {
                case 0: .online(dying)
                case 1: .failure(BatchError(code, "Not now.", remedy: "Wait."))
                default: .online(ScriptedSynthesizer())
                }
            }
            #expect(try await fixture.run(host).exitCode == 0)
            #expect(host.startCount == 3)
            #expect(try await fixture.store.job(id).state == .completed)
        }
    }

    @Test(arguments: [nil, "model_missing"]) func aFirstStartThatDiesWithoutAWordIsTriedAgain(
        reason: String?
    ) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", Self.texts)
            let details = reason.map { ["code": $0] } ?? [:]
            let death = BatchError(.sidecarDiedAtStart, "It died.", remedy: "Wait.", details: details)
            let host = ScriptedHost { start in start == 0 ? .failure(death) : .online(ScriptedSynthesizer()) }
            #expect(try await fixture.run(host).exitCode == (reason == nil ? 0 : 69))
            #expect(host.startCount == (reason == nil ? 2 : 1))
        }
    }

    @Test func aJobThatIsCancelledAndRetriedMeanwhileIsMade() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let texts = (1...60).map { "Sentence number \($0) of the book." }
            let id = try await fixture.enqueue("book", texts)
            let store = fixture.store
            let isFirst = FirstTime()
            let synthesizer = ScriptedSynthesizer { request in
                if request.text.contains("number 5 "), isFirst.now() {
                    _ = try await store.cancel(id)
                    _ = try await store.retry(id)
                }
                return .speech
            }
            #expect(try await fixture.run(ScriptedHost(synthesizer)).exitCode == 0)
            #expect(try await store.job(id).state == .completed)
        }
    }

    @Test func aSidecarThatDiesAgainAndAgainBlocksTheJobs() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["Words."])
            let crash = BatchError(.sidecarCrashed, "It died.", remedy: "Run again.")
            let host = ScriptedHost(ScriptedSynthesizer { _ in .failure(crash) })
            let runner = fixture.runner(host, restarts: 1)
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.exitCode == 69)
            #expect(host.startCount == 2)
            #expect(try await fixture.store.job(id).state == .blocked)
        }
    }

    @Test func everyChangeOfTheSidecarIsRecorded() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", ["Words."])
            _ = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            let sessions = try await fixture.store.sidecarSessions(limit: 10)
            #expect(sessions.count == 1)
            #expect(sessions[0].transitions.map(\.status) == [.starting, .online, .offline])
            #expect(sessions[0].engine == "scripted")
            #expect(sessions[0].ending == "exited 0")
        }
    }
}
