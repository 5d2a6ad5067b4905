import Core
import Foundation
import LocalSystem
@testable import Speech
import Testing
import TestSupport

@Suite("A sidecar that is kept between commands")
struct KeptSidecarTests {
    @Test func isFoundLentAndEnded() async throws {
        try await withKeeper { kept in
            #expect(try await kept.start() == .started)
            let pid = try #require(await kept.pid)
            #expect(try await kept.start() == .alreadyOnline)
            #expect(await kept.pid == pid)
            let host = try #require(try await kept.host())
            let samples = try await host.withSynthesizer(observe: { _ in }) { try await $0.samples(of: "Some words.") }
            let expected = 400 + 11 * 400 + 400
            #expect(samples.count == expected)
            guard case .online = try await kept.keeper.stop(grace: .seconds(5)) else {
                Issue.record("it was not online")
                return
            }
            try await expectEnded(pid)
            guard case .absent = await kept.keeper.state() else {
                Issue.record("it is not forgotten")
                return
            }
        }
    }

    /// A lock or a pipe of whoever starts it would otherwise be held for as long as it lives.
    @Test func holdsNothingOpenOfWhoeverStartedIt() async throws {
        try await withKeeper { kept in
            let pipe = Pipe()
            let inherited = dup(pipe.fileHandleForWriting.fileDescriptor)
            #expect(fcntl(inherited, F_GETFD) & FD_CLOEXEC == 0)
            _ = try await kept.start()
            close(inherited)
            try pipe.fileHandleForWriting.close()
            let reading = pipe.fileHandleForReading.fileDescriptor
            #expect(fcntl(reading, F_SETFL, O_NONBLOCK) == 0)
            // Processes that other tests start may have it for a moment.
            let deadline = ContinuousClock.now + .seconds(5)
            var byte: UInt8 = 0
            while read(reading, &byte, 1) != 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(read(reading, &byte, 1) == 0)
        }
    }

    @Test func onlyItsOwnerMayReadItsSecret() async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            for (path, mode) in [("", 0o700), ("kept.json", 0o600), ("announcements", 0o600)] {
                let file = kept.keeper.files.folder.appending(path: path).path
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
        }
    }

    @Test func anotherConfigurationReplacesIt() async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            let first = try #require(await kept.pid)
            let other = kept.configuration(environment: ["MODE": "other"])
            #expect(try await kept.keeper.host(for: other, locator: kept.locator) == nil)
            #expect(try await kept.start(other) == .started)
            try await expectEnded(first)
            #expect(await kept.pid != first)
        }
    }

    @Test(arguments: [SIGKILL, SIGSTOP]) func oneThatDiedOrHangsIsReplaced(by signal: Int32) async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            let first = try #require(await kept.pid)
            kill(-first, signal)
            // A killed process needs a moment to be gone.
            if signal == SIGKILL { try await expectEnded(first) }
            switch await kept.keeper.state() {
            case .stale: #expect(signal == SIGKILL)
            case .unresponsive(_, let error):
                #expect(signal == SIGSTOP)
                #expect(error.code == .sidecarUnresponsive)
            default: Issue.record("it is taken for sound")
            }
            #expect(try await kept.start() == .started)
            try await expectEnded(first)
            #expect(try await kept.host() != nil)
        }
    }

    @Test func whatOutlivedItsLeaderIsEnded() async throws {
        try await withKeeper(fault: "has-workers") { kept in
            _ = try await kept.start()
            let pid = try #require(await kept.pid)
            kill(pid, SIGKILL)
            while waitpid(pid, nil, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(kill(-pid, 0) == 0)
            _ = try await kept.keeper.stop(grace: .zero)
            try await expectGone(pid)
        }
    }

    @Test func oneThatHangsIsEnded() async throws {
        try await withKeeper(fault: "ignores-term") { kept in
            _ = try await kept.start()
            let pid = try #require(await kept.pid)
            _ = try await kept.keeper.stop(grace: .milliseconds(200))
            try await expectEnded(pid)
        }
    }

    @Test func aRecordThatCannotBeReadIsNotTakenForNone() async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            let record = try #require(try kept.keeper.files.read())
            let file = kept.keeper.files.folder.appending(path: "kept.json")
            try Data("{".utf8).write(to: file)
            guard case .unknown = await kept.keeper.state() else {
                Issue.record("it is taken for none")
                return
            }
            for attempt in [{ _ = try await kept.start() }, { _ = try await kept.keeper.stop(grace: .zero) }] {
                let error = await #expect(throws: BatchError.self) { try await attempt() }
                #expect(error?.code == .sidecarUnresponsive)
                #expect(error?.details["file"] == file.path)
            }
            #expect(kill(record.process.pid, 0) == 0)
            try kept.keeper.files.write(record)
            guard case .online = try await kept.keeper.stop(grace: .seconds(5)) else {
                Issue.record("it was ended")
                return
            }
        }
    }

    @Test func aProcessThatOnlyHasItsIdIsNeverTouched() async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            let sidecar = try #require(await kept.pid)
            let bystander = try Process.run(URL(filePath: "/bin/sleep"), arguments: ["600"])
            // Its parent's threads, whose mask it has, do not hear SIGTERM.
            defer { kill(bystander.processIdentifier, SIGKILL) }
            var record = try #require(try kept.keeper.files.read())
            record.process.pid = bystander.processIdentifier
            try kept.keeper.files.write(record)
            guard case .stale = try await kept.keeper.stop(grace: .zero) else {
                Issue.record("another process was taken for the sidecar")
                return
            }
            #expect(bystander.isRunning)
            kill(-sidecar, SIGKILL)
            try await expectEnded(sidecar)
        }
    }

    /// A record that outlived its process, whose id a session of another program has by now.
    @Test(arguments: [true, false]) func aSessionThatOnlyHasItsIdIsNeverTouched(leaderIsGone: Bool) async throws {
        try await withKeeper { kept in
            _ = try await kept.start()
            var record = try #require(try kept.keeper.files.read())
            let sidecar = record.process.pid
            let ready = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            let script = """
                import os, sys, time
                if os.fork():
                    os._exit(0)
                os.setsid()
                if os.fork():
                    open(sys.argv[1], "w").write(str(os.getpid()))
                    if \(leaderIsGone ? "True" : "False"):
                        os._exit(0)
                time.sleep(600)
                """
            let starter = Process()
            starter.executableURL = URL(filePath: "/usr/bin/env")
            starter.arguments = ["python3", "-c", script, ready.path]
            starter.standardOutput = FileHandle.nullDevice
            starter.standardError = FileHandle.nullDevice
            try starter.run()
            defer { try? FileManager.default.removeItem(at: ready) }
            while (try? String(contentsOf: ready, encoding: .utf8))?.isEmpty != false {
                try await Task.sleep(for: .milliseconds(20))
            }
            let session = try #require(Int32(String(contentsOf: ready, encoding: .utf8)))
            defer { kill(-session, SIGKILL) }
            record.process.pid = session
            for boot in [record.process.bootID, "another boot"] {
                record.process.bootID = boot
                try kept.keeper.files.write(record)
                _ = try await kept.keeper.stop(grace: .zero)
                #expect(kill(-session, 0) == 0)
            }
            kill(-sidecar, SIGKILL)
            try await expectEnded(sidecar)
        }
    }

    @Test(arguments: [
        ("silent", ErrorCode.sidecarStartTimeout), ("dies", .sidecarDiedAtStart), ("refuses", .sidecarDiedAtStart),
        ("impostor", .sidecarImpostor), ("contract", .sidecarImpostor),
    ])
    func aStartThatFailsLeavesNothing(fault: String, code: ErrorCode) async throws {
        try await withKeeper(fault: fault) { kept in
            let error = await #expect(throws: BatchError.self) { try await kept.start() }
            #expect(error?.code == code)
            if fault == "dies" {
                #expect(error?.message.contains("exited 3") == true)
                #expect(error?.details["standardError"] == "loading the model\nthe model file is broken")
            }
            try await expectEnded(kept.events.pid)
            guard case .absent = await kept.keeper.state() else {
                Issue.record("something is left")
                return
            }
        }
    }

    @Test func twoStartsAtOnceKeepOne() async throws {
        try await withKeeper { kept in
            async let first = kept.start()
            async let second = kept.start()
            let outcomes = try await [first, second]
            #expect(Set(outcomes) == [.started, .alreadyOnline])
            #expect(kept.events.names.filter { $0 == "launched" }.count == 1)
        }
    }

    @Test func aStartThatIsCancelledLeavesNothing() async throws {
        try await withKeeper(fault: "slow") { kept in
            let start = Task { try await kept.start() }
            while kept.events.pid == nil { try await Task.sleep(for: .milliseconds(20)) }
            start.cancel()
            await #expect(throws: CancellationError.self) { try await start.value }
            try await expectEnded(kept.events.pid)
            #expect(try kept.keeper.files.read() == nil)
        }
    }
}

/// Expects that nothing of a kept sidecar's process group is left.
private func expectEnded(_ leader: Int32?) async throws {
    let leader = try #require(leader)
    // A command that ends would leave it to the system to clear its dead child away; these tests go on.
    let deadline = ContinuousClock.now + .seconds(5)
    while waitpid(leader, nil, WNOHANG) == 0, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(20))
    }
    try await expectGone(leader)
}

/// A keeper with a folder of its own, for the test sidecar.
private struct Kept: Sendable {
    let keeper: SidecarKeeper
    let events = EventLog()
    let fault: String

    var locator: SidecarLocator {
        SidecarLocator(
            configured: FaultySidecar.program.path,
            environment: [:],
            executable: URL(filePath: "/nowhere/qwen-batch")
        )
    }

    func configuration(environment: [String: String] = [:]) -> SidecarConfiguration {
        SidecarConfiguration(
            environment: ["FAULT": fault].merging(environment) { _, new in new },
            startTimeout: .seconds(fault == "silent" ? 1 : 30),
            grace: .seconds(1)
        )
    }

    func start(_ wanted: SidecarConfiguration? = nil) async throws -> SidecarKeeper.Start {
        try await keeper.start(wanted ?? configuration(), locator: locator) { events.append($0) }
    }

    func host() async throws -> SidecarConnection? {
        try await keeper.host(for: configuration(), locator: locator)
    }

    /// The process of the kept sidecar.
    var pid: Int32? {
        get async { (try? keeper.files.read())?.process.pid }
    }
}

/// Lends a keeper, and ends what it keeps afterwards.
private func withKeeper(fault: String = "", _ body: (Kept) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        let files = KeptSidecarFiles(
            folder: folder.appending(path: "sidecar"),
            log: folder.appending(path: "logs/sidecar.log")
        )
        let environment = ProcessInfo.processInfo.environment
        let kept = Kept(keeper: SidecarKeeper(files: files, environment: environment, now: { Date() }), fault: fault)
        do {
            try await body(kept)
        } catch {
            _ = try? await kept.keeper.stop(grace: .zero)
            throw error
        }
        _ = try await kept.keeper.stop(grace: .zero)
    }
}
