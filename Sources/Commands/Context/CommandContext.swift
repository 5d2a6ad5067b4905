internal import ArgumentParser
internal import Core
package import Foundation
internal import Narration
internal import Reporting

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

    /// What the services begin with, where `home` is what `--home` says, if anything.
    func workspace(_ home: String?) -> Workspace {
        Workspace(
            home: home,
            environment: environment,
            workingDirectory: workingDirectory,
            executable: executable,
            standardInput: standardInput,
            now: now,
            timeZone: timeZone
        )
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
            standardInput: { try FileHandle.standardInput.read(upToCount: Workspace.largestSource + 1) ?? Data() },
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
    /// - Throws: What `body` throws; `ExitCode` of `stopped` after a signal.
    func untilStopped<Value: Sendable>(
        onSecondSignal: (@Sendable () -> Void)? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = stopSignals()
        if let onSecondSignal { signals.onSecondSignal(onSecondSignal) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals.requests { throw ExitCode(ExitStatus.stopped) }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw CancellationError() }
            return value
        }
    }
}

extension CommandContext {
    /// The renderer for data on standard output.
    func renderer(_ format: OutputFormat) -> any ReportRenderer {
        format.renderer(width: console.isInteractive ? console.width : nil, timeZone: timeZone)
    }
}
