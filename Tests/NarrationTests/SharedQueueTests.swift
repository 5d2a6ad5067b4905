import Core
import Foundation
import LocalSystem
import Narration
import QueueStore
import Testing
import TestSupport

/// Two runs on one queue.
@Suite struct SharedQueueTests {
    /// A run of a machine that cannot be seen from here.
    private static let elsewhere = ProcessIdentity(pid: 1, bootID: "another machine", startTicks: 1)

    @Test func twoRunsShareTheWorkAndDoNothingTwice() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for job in 0..<12 {
                try await fixture.enqueue("book \(job)", (0..<5).map { "Sentence \($0) of book \(job)." })
            }
            let synthesizers = [ScriptedSynthesizer(), ScriptedSynthesizer()]
            try await withThrowingTaskGroup(of: RunSummary.self) { group in
                for synthesizer in synthesizers {
                    // Each with a connection of its own, as two processes have.
                    let own = try RunFixture(folder)
                    group.addTask { try await own.run(ScriptedHost(synthesizer)) }
                }
                for try await summary in group { #expect(summary.state == .drained) }
            }
            let jobs = try await fixture.store.jobs(in: Set(JobState.allCases))
            #expect(jobs.allSatisfy { $0.state == .completed && $0.attempts == 1 })
            let spoken = synthesizers.flatMap(\.texts)
            #expect(spoken.count == 60)
            #expect(Set(spoken).count == 60)
            #expect(try await fixture.store.integrityProblems().isEmpty)
        }
    }

    @Test func theWorkOfASilentMachineIsTakenOver() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let job = try await fixture.enqueue("book", ["One.", "Two."])
            let silent = try await fixture.store.beginRun(profile: "test", process: Self.elsewhere)
            _ = try await fixture.store.claimJob(for: silent)
            let runner = fixture.runner(ScriptedHost(ScriptedSynthesizer()), heartbeat: .milliseconds(50))
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            #expect(summary.totals.jobsCompleted == 1)
            #expect(try await fixture.store.job(job).attempts == 2)
            #expect(try await fixture.store.runs(limit: 9).last?.error?.code == .runKilled)
        }
    }

    @Test func aRunThatWasTakenForDeadStops() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", ["One."])
            let synthesizer = ScriptedSynthesizer { _ in .hang }
            let runner = fixture.runner(ScriptedHost(synthesizer), heartbeat: .milliseconds(50))
            let other = Task {
                try await fixture.wait { try await !fixture.store.jobs(in: [.running]).isEmpty }
                let run = try await fixture.store.runs(limit: 1)[0].id
                let error = BatchError(.runKilled, "It was silent.", remedy: "Run again.")
                try await fixture.store.endRun(run, state: .stopped, exitCode: 75, error: error)
            }
            let summary = try await runner.run(process: .current(), stopRequests: .never)
            try await other.value
            #expect(summary.error?.code == .runKilled)
            #expect(try await fixture.store.jobs(in: [.queued]).count == 1)
        }
    }
}
