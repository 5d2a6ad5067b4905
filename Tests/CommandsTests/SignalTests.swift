import Foundation
import Testing
import TestSupport

/// The real program as a process of its own, which is sent real signals.
@Suite("Signals", .serialized)
struct SignalTests {
    private func start(_ arguments: [String], in folder: URL, fault: String, grace: Int) throws -> Process {
        let process = Process()
        process.executableURL = BuiltProgram.url
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment(in: folder, home: "home")
        process.standardError = try FileHandle(forWritingTo: emptyFile(folder.appending(path: "log")))
        process.standardOutput = FileHandle.nullDevice
        let settings = "grace = \(grace)"
        try FaultySidecar.writeProfile(in: folder, environment: ["FAULT": fault], settings: settings)
        try process.run()
        return process
    }

    /// Puts the game lines of the fixtures into the queue.
    private func enqueueLines(in folder: URL) async throws {
        let arguments = ["enqueue", Repository.fixture("lines").path, "--output", "out/"]
        let enqueue = try start(arguments, in: folder, fault: "", grace: 5)
        let code = try await ending(of: enqueue)
        try #require(code == 0)
    }

    private func emptyFile(_ url: URL) throws -> URL {
        try Data().write(to: url)
        return url
    }

    private func waitForLog(_ text: String, in folder: URL) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
            if log.contains(text) { return log }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the log never said: \(text)")
        return ""
    }

    private func sidecarPID(_ log: String) throws -> Int32 {
        let field = try #require(log.firstMatch(of: /pid=(\d+)/))
        return try #require(Int32(field.1))
    }

    /// The processes with a command line that ends in these words.
    private func processes(named name: String, _ argument: Int32) -> [Int32] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.filter { pid in
            let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return String(decoding: words, as: UTF8.self).hasSuffix("\(name)\u{0}\(argument)\u{0}")
        }
    }

    private func ending(of process: Process) async throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(30)
        while process.isRunning, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        try #require(!process.isRunning)
        return process.terminationStatus
    }

    /// Expects everything of a sidecar to be gone in 5 seconds, and the one that watches over it, too.
    private func expectGone(_ leader: Int32) async throws {
        let deadline = ContinuousClock.now + .seconds(5)
        func isThere() -> Bool { kill(-leader, 0) == 0 || !processes(named: "qwen-batch-watch", leader).isEmpty }
        while isThere(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        #expect(kill(-leader, 0) != 0)
        #expect(processes(named: "qwen-batch-watch", leader).isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func theFirstOneStopsTheRunAndItsSidecar(number: Int32) async throws {
        try await withScratchFolder { folder in
            try await enqueueLines(in: folder)
            let run = try start(["run"], in: folder, fault: "stall", grace: 5)
            let pid = try sidecarPID(try await waitForLog("Job started", in: folder))
            kill(run.processIdentifier, number)
            let code = try await ending(of: run)
            #expect(code == 75)
            try await expectGone(pid)
        }
    }

    @Test func theSecondOneStopsAtOnce() async throws {
        try await withScratchFolder { folder in
            let fault = "stall-ignores-term"
            try await enqueueLines(in: folder)
            let run = try start(["run"], in: folder, fault: fault, grace: 600)
            let pid = try sidecarPID(try await waitForLog("Job started", in: folder))
            kill(run.processIdentifier, SIGINT)
            _ = try await waitForLog("Stopping", in: folder)
            // Sooner it would count as the first one delivered twice.
            try await Task.sleep(for: .milliseconds(300))
            kill(run.processIdentifier, SIGINT)
            let code = try await ending(of: run)
            #expect(code == 75)
            try await expectGone(pid)
        }
    }

    @Test func aSidecarThatHungWhenItsRunWasKilledIsEndedByTheNextRun() async throws {
        try await withScratchFolder { folder in
            try await enqueueLines(in: folder)
            let stalled = try start(["run"], in: folder, fault: "stall", grace: 5)
            let pid = try sidecarPID(try await waitForLog("Job started", in: folder))
            kill(-pid, SIGSTOP)
            // What watches over it is lost as well, as when the system runs out of memory.
            let watchers = processes(named: "qwen-batch-watch", pid)
            #expect(watchers.count == 1)
            for watcher in watchers { kill(-watcher, SIGKILL) }
            kill(stalled.processIdentifier, SIGKILL)
            _ = try await ending(of: stalled)
            // It hears nothing of the end of its standard input.
            #expect(kill(-pid, 0) == 0)
            let next = try start(["run"], in: folder, fault: "", grace: 5)
            let code = try await ending(of: next)
            #expect(code == 0)
            try await expectGone(pid)
            let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
            #expect(log.contains("Sidecar of a killed run ended pid=\(pid)"))
        }
    }

    @Test(arguments: ["stall-ignores-eof", "stall-ignores-term-ignores-eof", "stall-has-children", "stopped"])
    func aKilledRunLeavesNothingOfASidecarThatDoesNotEndByItself(fault: String) async throws {
        try await withScratchFolder { folder in
            try await enqueueLines(in: folder)
            let run = try start(["run"], in: folder, fault: fault == "stopped" ? "stall" : fault, grace: 600)
            let pid = try sidecarPID(try await waitForLog("Job started", in: folder))
            if fault == "stopped" { kill(-pid, SIGSTOP) }
            kill(run.processIdentifier, SIGKILL)
            _ = try await ending(of: run)
            try await expectGone(pid)
        }
    }

    @Test func aKilledRunLeavesNoSidecarBehind() async throws {
        try await withScratchFolder { folder in
            try await enqueueLines(in: folder)
            let stalled = try start(["run"], in: folder, fault: "stall", grace: 5)
            let pid = try sidecarPID(try await waitForLog("Job started", in: folder))
            kill(stalled.processIdentifier, SIGKILL)
            _ = try await ending(of: stalled)
            try await expectGone(pid)
            // The next run takes over what the dead one held.
            let next = try start(["run"], in: folder, fault: "", grace: 5)
            let code = try await ending(of: next)
            #expect(code == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
            #expect(files.filter { $0.hasSuffix(".wav") }.count == 3)
        }
    }
}
