import Core
import Foundation
import Logging
import NIOConcurrencyHelpers
import Speech
import Testing
import TestSupport

/// Hosts for the test sidecar, and what they observed.
struct SidecarFixture {
    let events = EventLog()
    var fault = ""
    var port = 0
    var startTimeout = Duration.seconds(20)
    var grace = Duration.seconds(3)
    var program = FaultySidecar.program.path

    init(fault: String = "") {
        self.fault = fault
    }

    func host() -> SidecarHost {
        SidecarHost(
            configuration: SidecarConfiguration(
                binary: program,
                port: port,
                environment: ["FAULT": fault],
                startTimeout: startTimeout,
                grace: grace
            ),
            locator: SidecarLocator(
                configured: program,
                environment: [:],
                executable: URL(fileURLWithPath: "/nowhere/qwen-batch")
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Lends the sidecar to some work, recording what happens.
    func use<Result: Sendable>(
        _ body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let events = events
        return try await host().withSynthesizer(observe: { events.append($0) }, body: body)
    }
}

/// Remembers events in order.
final class EventLog: Sendable {
    private let events = NIOLockedValueBox<[SidecarEvent]>([])

    func append(_ event: SidecarEvent) {
        events.withLockedValue { $0.append(event) }
    }

    var all: [SidecarEvent] { events.withLockedValue { $0 } }

    /// The names of the events, without those that only tell progress.
    var names: [String] {
        all.compactMap { event in
            switch event {
            case .starting: "starting"
            case .launched: "launched"
            case .loading, .transcriber: nil
            case .online: "online"
            case .stopping: "stopping"
            case .offline: "offline"
            case .error: "error"
            }
        }
    }

    /// The process that was launched.
    var pid: Int32? {
        all.compactMap { event in if case .launched(let process) = event { process.pid } else { nil } }.last
    }
}

/// Whether a process of the group is left after the time that the system needs to clear killed ones away.
func isGroupAlive(_ leader: Int32) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(5)
    while kill(-leader, 0) == 0 {
        if ContinuousClock.now > deadline { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}

extension SpeechSynthesizer {
    /// Speaks a text and returns all of its samples.
    func samples(of text: String) async throws -> [Int16] {
        var samples: [Int16] = []
        try await synthesize(SpeechRequest(text: text, voice: "tone", seed: 1)) { samples += $0 }
        return samples
    }
}

/// Expects that nothing of a sidecar's process group is left.
func expectGone(_ leader: Int32?) async throws {
    let isLeft = try await isGroupAlive(try #require(leader))
    #expect(!isLeft)
}
