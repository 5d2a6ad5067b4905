import Core
import Foundation
@testable import Speech
import Testing
import TestSupport

@Suite("A sidecar that goes wrong")
struct SidecarTroubleTests {
    private func error(of fixture: SidecarFixture) async throws -> BatchError {
        let error = await #expect(throws: BatchError.self) {
            try await fixture.use { try await $0.samples(of: "Some words.") }
        }
        if let pid = fixture.events.pid { try await expectGone(pid) }
        let found = try #require(error)
        #expect(!found.remedy.isEmpty)
        return found
    }

    @Test(arguments: [
        ("silent", ErrorCode.sidecarStartTimeout),
        ("dies", .sidecarDiedAtStart),
        ("refuses", .sidecarDiedAtStart),
        ("impostor", .sidecarImpostor),
        ("contract", .sidecarImpostor),
        ("crash", .sidecarCrashed),
        ("broken-off", .synthesisFailed),
        ("status-500", .synthesisFailed),
        ("status-400", .synthesisRejected),
        ("status-404", .synthesisFailed),
        ("half-sample", .synthesisBadAudio),
        ("html", .synthesisBadAudio),
        ("html-untyped", .synthesisBadAudio),
        ("chatty", .sidecarStartTimeout),
        ("wrong-rate", .synthesisBadAudio),
        ("stereo", .synthesisBadAudio),
        ("sound-file", .synthesisBadAudio),
        ("short-length", .synthesisFailed),
    ])
    func hasACode(fault: String, code: ErrorCode) async throws {
        var fixture = SidecarFixture(fault: fault)
        if fault == "silent" || fault == "chatty" { fixture.startTimeout = .seconds(1) }
        #expect(try await error(of: fixture).code == code)
    }

    @Test func deathAtStartShowsExitCodeAndLastLines() async throws {
        let found = try await error(of: SidecarFixture(fault: "dies"))
        #expect(found.message.contains("exited 3"))
        #expect(found.details["standardError"] == "loading the model\nthe model file is broken")
    }

    @Test func aRefusalIsPassedOnInItsOwnWords() async throws {
        #expect(try await error(of: SidecarFixture(fault: "refuses")).message.contains("there is no model"))
        #expect(try await error(of: SidecarFixture(fault: "status-400")).message.contains("no such voice"))
    }

    @Test func aRefusalHasTheRemedyOfItsCause() {
        let engine = EngineConfiguration(.qwen, model: "weights")
        let errors = SidecarErrors(configuration: SidecarConfiguration(engine: engine), lines: [])
        func remedy(_ code: String) -> String {
            errors.notReady(.refused(code: code, message: "It cannot."), ending: "exited 66").remedy
        }
        let remedies = StartRefusal.allCases.map { remedy($0.rawValue) }
        #expect(Set(remedies).count == StartRefusal.allCases.count)
        #expect(remedies.filter { $0.contains("make sidecar-qwen") }.count == 1)
        #expect(remedy("model_missing").contains("sidecar.model"))
        #expect(remedy("unheard_of").contains("make sidecar-qwen"))
    }

    @Test func theWordsThatTellOfADeathStandInItsError() {
        let lines = ["loading", "RuntimeError: the device has failed", "cleaning up", " "]
        let errors = SidecarErrors(configuration: SidecarConfiguration(), lines: lines)
        #expect(errors.crashed(ending: "exited 1").message.hasSuffix("RuntimeError: the device has failed"))
        let quiet = SidecarErrors(configuration: SidecarConfiguration(), lines: ["loading", ""])
        #expect(quiet.notReady(.ended, ending: "signal 9").message.hasSuffix("(signal 9). Its log says: loading"))
    }

    @Test func aProgramThatTheSystemCannotStartIsNamed() async throws {
        try await withScratchFolder { folder in
            let program = folder.appending(path: "qwen-tts")
            try Data("no program".utf8).write(to: program)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
            var fixture = SidecarFixture()
            fixture.program = program.path
            let hosted = try await error(of: fixture)
            let keeper = SidecarKeeper(
                files: KeptSidecarFiles(folder: folder.appending(path: "sidecar"), log: folder.appending(path: "log")),
                environment: [:],
                now: { Date() }
            )
            let locator = SidecarLocator(configured: program.path, environment: [:], executable: program)
            let kept = try #require(
                await #expect(throws: BatchError.self) {
                    _ = try await keeper.start(SidecarConfiguration(), locator: locator, observe: { _ in })
                }
            )
            for error in [hosted, kept] {
                #expect(error.code == .sidecarNotExecutable)
                #expect(error.message.hasPrefix("The sidecar \(program.path) could not be started: "))
                #expect(error.message.hasSuffix(".") && !error.message.hasSuffix(".."), "\(error)")
                #expect(error.remedy.contains("make sidecar"))
                #expect(error.details == ["program": program.path])
            }
        }
    }

    @Test func aTakenPortNamesItsHolder() async throws {
        let listener = try Listener()
        defer { listener.close() }
        var fixture = SidecarFixture()
        fixture.port = listener.port
        let found = try await error(of: fixture)
        #expect(found.code == .sidecarPortConflict)
        #expect(found.details["pid"] == String(ProcessInfo.processInfo.processIdentifier))
        #expect(found.message.contains("process \(ProcessInfo.processInfo.processIdentifier) ("))
    }
}

/// A TCP listener of this process on a port that the system chose.
private struct Listener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        try #require(bound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() {
        _ = Glibc.close(descriptor)
    }
}
