import Core
import Foundation
import QueueStore
import Testing
import TestSupport

/// Real processes on one queue: two runs, one of which is suspended for a while, and all the other commands beside them.
@Suite("Two runs and ten commands", .serialized)
struct SharedRunTests {
    private func start(_ arguments: [String], in folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = BuiltProgram.url
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment(in: folder, home: "home")
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func ending(of process: Process) async throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(60)
        while process.isRunning, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        try #require(!process.isRunning)
        return process.terminationStatus
    }

    private func call(_ arguments: String..., in folder: URL) async throws -> Int32 {
        try await ending(of: start(arguments, in: folder))
    }

    /// Suspends a run, though not in the middle of a transaction, which would keep everyone else waiting.
    private func suspend(_ run: Process, in folder: URL) async throws {
        let store = try JobStore(at: folder.appending(path: "home/queue.sqlite"), busyTimeout: 1)
        let nobody: Run.ID = -1
        while true {
            kill(run.processIdentifier, SIGSTOP)
            do {
                _ = try await store.heartbeat(run: nobody)
                return
            } catch let error as BatchError where error.code == .storeLocked {
                kill(run.processIdentifier, SIGCONT)
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Books that share some of their sentences.
    private func write(_ name: String, _ number: Int, in folder: URL) throws -> String {
        let lines = (1...12).map { "Sentence \($0) of book \($0.isMultiple(of: 3) ? 0 : number)." }
        try Data(lines.joined(separator: "\n\n").utf8).write(to: folder.appending(path: "\(name).txt"))
        return "\(name).txt"
    }

    @Test func theyShareTheWorkAndLoseNothing() async throws {
        try await withScratchFolder { folder in
            try FaultySidecar.writeProfile(in: folder)
            for number in 1...8 {
                let book = try write("book-\(number)", number, in: folder)
                #expect(try await call("enqueue", book, "--output", "out/", in: folder) == 0)
            }
            let runs = [try start(["run"], in: folder), try start(["run"], in: folder)]
            try await Task.sleep(for: .milliseconds(700))
            try await suspend(runs[0], in: folder)
            var late: [String] = []
            for number in 9...12 {
                late.append(try write("late-\(number)", number, in: folder))
                #expect(try await call("enqueue", late[late.count - 1], "--output", "out/", in: folder) == 0)
                for words in [["list"], ["report"], ["report", "--format", "json"], ["gc"], ["doctor", "--quick"]] {
                    #expect(try await ending(of: start(words, in: folder)) == 0)
                }
            }
            _ = try await call("cancel", "12", in: folder)
            kill(runs[0].processIdentifier, SIGCONT)
            for run in runs {
                let code = try await ending(of: run)
                #expect(code == 0)
            }
            // What came when both had drained the queue already.
            #expect(try await call("run", in: folder) == 0)

            let store = try JobStore(at: folder.appending(path: "home/queue.sqlite"))
            #expect(try await store.integrityProblems().isEmpty)
            for job in try await store.jobs(in: [.queued, .running, .blocked, .failed]) {
                Issue.record("job \(job.id) is \(job.state.rawValue): \(job.error?.message ?? "")")
            }
            let completed = try await store.jobs(in: [.completed])
            #expect(completed.count >= 11)
            for job in completed {
                #expect(job.progress.segmentsDone == 12)
                let segments = try await store.segments(of: job.id)
                #expect(segments.allSatisfy { $0.state == .done && $0.takeID != nil })
                #expect(job.outputs.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            }
            let all = try await store.runs(limit: 9)
            #expect(all.allSatisfy { $0.state == .drained })
            let done = all.map(\.totals.segmentsDone).reduce(0, +)
            // No segment was done twice, but for those of the job that may have been cancelled half-way.
            #expect((completed.count * 12...completed.count * 12 + 12).contains(done))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
            #expect(left.allSatisfy { !$0.hasPrefix(".") })
        }
    }
}
