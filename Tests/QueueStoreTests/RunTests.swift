import Core
import Foundation
import QueueStore
import Testing

@Suite struct RunTests {
    let fixture = StoreFixture()

    @Test func recordsARunFromItsStartToItsEnd() async throws {
        let store = try fixture.open()
        let run = try await store.begin(7)
        let open = try #require(try await store.runs(limit: 1).first)
        #expect(open.state == .running)
        #expect(open.process == .sample(7))
        #expect(open.startedAt == fixture.now)
        #expect(open.endedAt == nil)

        fixture.advance(seconds: 60)
        try await store.endRun(run, state: .failed, exitCode: 69, error: .diskFull)
        try await store.endRun(run, state: .drained, exitCode: 0, error: nil)
        let ended = try #require(try await store.runs(limit: 1).first)
        #expect(ended.state == .failed)
        #expect(ended.exitCode == 69)
        #expect(ended.error == .diskFull)
        #expect(ended.endedAt == fixture.now)
    }

    @Test func givesTheWorkOfADeadRunBack() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book", [["1", "2", "3"]]))
        let first = try await store.begin(1)
        _ = try await store.claimJob(for: first)
        let segments = try await store.claimSegments(of: 1, run: first, limit: 2)
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        fixture.advance(seconds: 30)
        #expect(try await store.heartbeat(run: first))
        let lastSign = fixture.now
        fixture.advance(seconds: 3600)
        fixture.set(.sample(1), to: .dead)

        let second = try await fixture.open().begin(2)
        let dead = try #require(try await store.runs(limit: 2).last)
        #expect(dead.state == .stopped)
        #expect(dead.endedAt == lastSign)
        #expect(dead.exitCode == nil)
        #expect(dead.error?.code == .runKilled)
        #expect(dead.totals == RunTotals(segmentsDone: 1, audioSeconds: 0.5))
        let job = try #require(try await store.claimJob(for: second))
        #expect(job.progress.segmentsDone == 1)
        #expect(job.attempts == 2)
        #expect(try await store.claimSegments(of: 1, run: second, limit: 9).map(\.ordinal) == [2, 3])
    }

    @Test func aTakeIsASignOfLife() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book", [["1", "2"]]))
        let run = try await store.begin(1)
        _ = try await store.claimJob(for: run)
        let segments = try await store.claimSegments(of: 1, run: run, limit: 2)
        fixture.advance(seconds: 8)
        try await store.accept(.sample("a"), for: segments[0], reused: false)
        let lastSign = fixture.now
        fixture.advance(seconds: 3600)
        fixture.set(.sample(1), to: .dead)
        _ = try await store.endDeadRuns(silent: [:])
        #expect(try await store.runs(limit: 1).first?.endedAt == lastSign)
    }

    @Test func leavesTheWorkOfALivingRunAlone() async throws {
        let store = try fixture.open()
        let first = try await store.begin(1)
        let job = try await store.makeJob(.running, run: first)
        let second = try await store.begin(2)
        #expect(try await store.runs(limit: 9).map(\.state) == [.running, .running])
        #expect(try await store.claimJob(for: second) == nil)
        #expect(try await store.job(job.id).runID == first)
        try await store.endRun(first, state: .stopped, exitCode: 75, error: nil)
        #expect(try await store.claimJob(for: second)?.id == job.id)
    }

    @Test func givesTheLatestRunsAndSessionsFirst() async throws {
        let store = try fixture.open()
        let runs = [try await store.begin(1), try await store.begin(2), try await store.begin(3)]
        #expect(try await store.runs(limit: 2).map(\.id) == [runs[2], runs[1]])
        let sessions = [
            try await store.beginSidecarSession(run: runs[0], program: "/a"),
            try await store.beginSidecarSession(run: runs[0], program: "/b"),
        ]
        #expect(try await store.sidecarSessions(limit: 9).map(\.id) == [sessions[1].id, sessions[0].id])
        #expect(try await store.sidecarSessions(limit: 1).map(\.program) == ["/b"])
    }

    @Test func recordsASidecarsLife() async throws {
        let store = try fixture.open()
        var session = try await store.beginSidecarSession(run: try await store.begin(), program: "/bin/qwen-tts")
        #expect(session.status == .offline)
        session.pid = 4321
        session.port = 40_000
        session.instance = "i"
        session.engine = "embedded"
        session.model = "heart"
        session.transitions = [
            SidecarSession.Transition(status: .starting, at: fixture.now),
            SidecarSession.Transition(status: .online, at: fixture.now.addingTimeInterval(1.234)),
        ]
        session.ending = "exited 0"
        session.error = .runaway
        try await store.update(session, after: .offline(ending: "exited 0"))
        let stored = try #require(try await store.sidecarSessions(limit: 1).first)
        #expect(stored.transitions.map(\.status) == [.starting, .online])
        let seconds = stored.transitions[1].at.timeIntervalSince(stored.transitions[0].at)
        #expect(abs(seconds - 1.234) < 0.001)
        session.transitions = stored.transitions
        #expect(stored == session)
        #expect(try await store.events(after: 0).last?.kind == .sidecar(.offline(ending: "exited 0")))
    }
}
