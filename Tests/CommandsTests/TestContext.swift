import ArgumentParser
@testable import Commands
import Core
import Foundation
import NIOConcurrencyHelpers
import Speech
import TestSupport

/// A command's surroundings inside a scratch folder, and what the command wrote.
final class TestContext: Sendable {
    let context: CommandContext
    private let written: WrittenText

    init(
        _ folder: URL,
        environment: [String: String] = [:],
        standardInput: Data = Data(),
        executable: URL? = nil,
        stopRequests: @escaping @Sendable () -> AsyncStream<Void> = { AsyncStream { $0.onTermination = { _ in } } }
    ) {
        let written = WrittenText()
        self.written = written
        context = CommandContext(
            environment: ["HOME": folder.path].merging(environment) { _, given in given },
            workingDirectory: folder,
            executable: executable ?? folder.appending(path: "bin/qwen-batch"),
            console: Console(
                output: { written.output($0) },
                error: { written.error($0) },
                isInteractive: false,
                width: 100
            ),
            standardInput: { standardInput },
            now: { Date(timeIntervalSince1970: 1_800_000_000) },
            timeZone: .gmt,
            stopSignals: { StopSignals(requests: stopRequests()) }
        )
    }

    /// The environment that names the real sidecar, which `make test` freezes first.
    static let frozenSidecar = [
        SidecarLocator.environmentVariable: Repository.root
            .appending(path: "sidecar/dist/\(SidecarLocator.programName)/\(SidecarLocator.programName)").path
    ]

    var output: String { written.outputs }
    var errors: String { written.errors }

    /// Parses a command line and runs it, as the program would.
    ///
    /// - Returns: The exit code.
    func run(_ arguments: String...) async -> Int32 {
        await run(arguments)
    }

    func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try QwenBatchCommand.parseAsRoot(arguments)
            guard let batch = command as? any BatchCommand else {
                try command.run()
                return 0
            }
            try await batch.run(in: context)
            return 0
        } catch let error as BatchError {
            context.console.show(error)
            return error.exitStatus.rawValue
        } catch {
            context.console.note(QwenBatchCommand.fullMessage(for: error))
            return QwenBatchCommand.exitCode(for: error).rawValue
        }
    }
}

/// Collects what is written.
private final class WrittenText: Sendable {
    private let texts = NIOLockedValueBox((output: "", error: ""))

    func output(_ text: String) { texts.withLockedValue { $0.output += text } }
    func error(_ text: String) { texts.withLockedValue { $0.error += text } }

    var outputs: String { texts.withLockedValue { $0.output } }
    var errors: String { texts.withLockedValue { $0.error } }
}
