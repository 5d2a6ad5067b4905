internal import ArgumentParser
package import Foundation
internal import Manuscripts

/// Everything that a command takes from the outside, so that a test can put its own in place.
package struct CommandContext: Sendable {
    package var environment: [String: String]
    package var workingDirectory: URL
    /// The running program, beside which the sidecar is looked for.
    package var executable: URL
    package var console: Console
    package var standardInput: @Sendable () throws -> Data
    package var now: @Sendable () -> Date
    package var timeZone: TimeZone
    /// Interrupts and terminations, as they come.
    package var stopSignals: @Sendable () -> StopSignals

    package init(
        environment: [String: String],
        workingDirectory: URL,
        executable: URL,
        console: Console,
        standardInput: @escaping @Sendable () throws -> Data,
        now: @escaping @Sendable () -> Date,
        timeZone: TimeZone,
        stopSignals: @escaping @Sendable () -> StopSignals
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.executable = executable
        self.console = console
        self.standardInput = standardInput
        self.now = now
        self.timeZone = timeZone
        self.stopSignals = stopSignals
    }

    /// An absolute URL for a path as it was typed.
    func url(_ path: String) -> URL {
        let expanded = path.hasPrefix("~/") ? (environment["HOME"] ?? "~") + path.dropFirst() : path
        return URL(fileURLWithPath: expanded, relativeTo: workingDirectory).standardizedFileURL
    }
}

extension CommandContext {
    /// The context of the real process.
    package static func live() -> CommandContext {
        let program = Bundle.main.executablePath ?? CommandLine.arguments.first ?? "qwen-batch"
        return CommandContext(
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true),
            executable: URL(fileURLWithPath: program).resolvingSymlinksInPath(),
            console: .standard,
            standardInput: { try FileHandle.standardInput.read(upToCount: SourceReader.largestSource + 1) ?? Data() },
            now: { Date() },
            timeZone: .current,
            stopSignals: { StopSignals.installed() }
        )
    }
}

extension CommandContext {
    /// Does some work until it is done or a signal asks to stop, which cancels it.
    ///
    /// - Parameters:
    ///   - onSecondSignal: What a second signal still does before the process ends.
    ///   - body: The work.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `ExitCode` 75 after a signal.
    func untilStopped<Value: Sendable>(
        onSecondSignal: (@Sendable () -> Void)? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = stopSignals()
        if let onSecondSignal { signals.onSecondSignal(onSecondSignal) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals.requests { throw ExitCode(75) }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw CancellationError() }
            return value
        }
    }
}
