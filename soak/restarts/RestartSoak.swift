internal import ArgumentParser
internal import Core
internal import Foundation
internal import Logging
internal import Speech

/// Starts and ends a sidecar again and again, and looks for what grows, for `make soak-restarts`.
@main
struct RestartSoak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart-soak",
        abstract: "Restart a sidecar many times and print what this process holds on to as JSON."
    )

    @Option(help: "How many times the sidecar is started.")
    var restarts = 10_000

    @Option(help: "The sidecar to start; it has to die of any speech request.")
    var sidecar: String

    /// The first lives fill caches and pools; what grows is measured from here on.
    private static let warmUp = 200
    /// What may come and go between two looks.
    private static let spareDescriptors = 4
    private static let spareMebibytes = 8.0

    func run() async throws {
        var start: Holdings?
        let clock = ContinuousClock.now
        for number in 1...restarts {
            try await live(crashing: number.isMultiple(of: 2))
            if number == min(Self.warmUp, restarts) { start = try Holdings.current() }
            if number.isMultiple(of: 500) { note("\(number) restarts: \(try Holdings.current().json)") }
        }
        let end = try Holdings.current()
        let seconds = Int((ContinuousClock.now - clock) / .seconds(1))
        let holdings = "\"start\": \(start?.json ?? "null"), \"end\": \(end.json)"
        print("{\"restarts\": \(restarts), \"seconds\": \(seconds), \(holdings)}")
        guard let start, !grew(from: start, to: end) else { throw ExitCode(1) }
    }

    /// One life of the sidecar: asked for its health, then stopped, or killed by its own crash.
    private func live(crashing: Bool) async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "restart-soak.log")
        let host = SidecarHost(
            configuration: SidecarConfiguration(binary: sidecar, grace: .seconds(2)),
            locator: SidecarLocator(configured: sidecar, environment: [:], executable: URL(fileURLWithPath: sidecar)),
            logFile: log,
            logger: Logger(label: "restart-soak") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            try await host.withSynthesizer(observe: { _ in }) { synthesizer in
                guard crashing else { return try await synthesizer.confirm() }
                try await synthesizer.synthesize(SpeechRequest(text: "Die.", voice: "", seed: 1)) { _ in }
            }
        } catch let error as BatchError where crashing && error.code == .sidecarCrashed {
            return
        }
    }

    private func grew(from start: Holdings, to end: Holdings) -> Bool {
        end.zombies > 0 || end.children > 0 || end.descriptors > start.descriptors + Self.spareDescriptors
            || end.mebibytes > start.mebibytes + Self.spareMebibytes
    }

    private func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
