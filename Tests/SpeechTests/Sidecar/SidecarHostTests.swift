import Core
import Foundation
@testable import Speech
import Testing
import TestSupport

@Suite("A sidecar that is started, used and stopped")
struct SidecarHostTests {
    @Test func speaksAndIsGoneAfterwards() async throws {
        let fixture = SidecarFixture()
        let samples = try await fixture.use { synthesizer in
            #expect(synthesizer.capabilities.engine == "faulty")
            #expect(synthesizer.capabilities.voices.map(\.id) == ["tone"])
            return try await synthesizer.samples(of: "Some words.")
        }
        let expected = 400 + 11 * 400 + 400
        #expect(samples.count == expected)
        #expect(fixture.events.names == ["starting", "launched", "online", "stopping", "offline"])
        try await expectGone(fixture.events.pid)
    }

    @Test(arguments: ["odd-chunks", "single-bytes"]) func putsSamplesTogetherThatArriveInPieces(
        fault: String
    ) async throws {
        let whole = try await SidecarFixture().use { try await $0.samples(of: "Some words.") }
        let pieces = try await SidecarFixture(fault: fault).use { try await $0.samples(of: "Some words.") }
        #expect(whole == pieces)
    }

    @Test func outputOfAnyLengthNeitherStopsNorConfusesIt() async throws {
        let fixture = SidecarFixture(fault: "noisy")
        let samples = try await fixture.use { try await $0.samples(of: "Some words.") }
        #expect(samples.count > 400)
        #expect(fixture.events.names == ["starting", "launched", "online", "stopping", "offline"])
    }

    @Test func waitsAsLongAsABusyServerAsks() async throws {
        let fixture = SidecarFixture(fault: "busy-503-retry-after-1")
        let taken = try await fixture.use { synthesizer in
            try await ContinuousClock().measure { _ = try await synthesizer.samples(of: "Some words.") }
        }
        #expect(taken >= .seconds(1))
    }

    @Test(arguments: [
        "busy-429", "busy-429-retry-after-0", "busy-503", "busy-503-retry-after-0.1", "busy-503-retry-after-nan",
    ])
    func asksAgainWhereTheServerIsBusy(fault: String) async throws {
        let samples = try await SidecarFixture(fault: fault).use { try await $0.samples(of: "Some words.") }
        let expected = 400 + 11 * 400 + 400
        #expect(samples.count == expected)
    }

    /// Only the names of the errors tell the two apart.
    @Test func whatItYieldsIsAnEndpointLikeAnyOther() async throws {
        try await SidecarFixture(fault: "engine-died").use { synthesizer in
            let server = try #require(synthesizer as? SpeechServer)
            let url = server.client.endpoint.base
            let foreign = SpeechServer(
                client: try SpeechClient(
                    SpeechEndpoint(
                        owner: .profile(url: url),
                        base: url,
                        token: server.client.endpoint.token,
                        dialect: .qwenBatch
                    )
                ),
                capabilities: server.capabilities,
                waitsWhileBusy: false
            )
            try await foreign.confirm()
            for (server, name) in [(server, "The sidecar"), (foreign, url)] {
                let error = await #expect(throws: BatchError.self) { try await server.samples(of: "Some words.") }
                #expect(error?.code == .synthesisFailed)
                let message = "\(name) broke off before the audio was complete: It died: OutOfPaper."
                #expect(error?.message == message)
            }
            await foreign.client.close()
        }
    }

    @Test func aStoppedProcessDoesNotConfirm() async throws {
        let fixture = SidecarFixture()
        let events = fixture.events
        let error = await #expect(throws: BatchError.self) {
            try await fixture.use { synthesizer in
                let pid = try #require(events.pid)
                kill(-pid, SIGSTOP)
                // On a busy machine the signal may come after the next request.
                while try !Self.isStopped(pid) { try await Task.sleep(for: .milliseconds(10)) }
                try await synthesizer.confirm()
            }
        }
        #expect(error?.code == .sidecarUnresponsive)
        try await expectGone(events.pid)
    }

    /// Whether a process is stopped, where the system tells it.
    private static func isStopped(_ pid: Int32) throws -> Bool {
        #if os(Linux)
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // The state follows the name, which is in brackets and may hold any character.
        return stat.split(separator: ")").last?.split(separator: " ").first == "T"
        #else
        return true
        #endif
    }

    @Test func waitsForASlowStartAsLongAsItMoves() async throws {
        var fixture = SidecarFixture(fault: "slow")
        fixture.startTimeout = .seconds(9)
        _ = try await fixture.use { $0.capabilities }
        #expect(fixture.events.all.contains(.loading(message: "step 7")))
    }

    @Test(arguments: ["ignores-term", "has-children", ""])
    func leavesNoProcessBehind(fault: String) async throws {
        var fixture = SidecarFixture(fault: fault)
        fixture.grace = .milliseconds(500)
        _ = try await fixture.use { $0.capabilities }
        try await expectGone(fixture.events.pid)
    }

    @Test func aCancelledRunStopsTheSidecar() async throws {
        let fixture = SidecarFixture(fault: "stall")
        let events = fixture.events
        let work = Task { try await fixture.use { try await $0.samples(of: "Some words.") } }
        while !events.names.contains("online") { try await Task.sleep(for: .milliseconds(20)) }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        try await expectGone(events.pid)
    }

    @Test func passesOnTheErrorOfTheWork() async throws {
        let fixture = SidecarFixture()
        let mine = BatchError(.outputDiskFull, "The disk is full.", remedy: "Make room.")
        await #expect(throws: mine) { try await fixture.use { _ in throw mine } }
        try await expectGone(fixture.events.pid)
    }
}
