package import Core
package import Foundation
internal import LocalSystem
package import Logging
internal import NIOConcurrencyHelpers
internal import Subprocess

#if canImport(System)
internal import System
#else
internal import SystemPackage
#endif

/// Brings the sidecar program up, provides it as a synthesizer, and takes it down with its whole process group.
///
/// The sidecar's standard input is a pipe that only this process holds, so it ends however this process ends.
package final class SidecarHost: SpeechHost {
    private let configuration: SidecarConfiguration
    private let locator: SidecarLocator
    private let logFile: URL?
    private let logger: Logger
    private let processGroup = NIOLockedValueBox<Int32?>(nil)

    /// Prepares a host; nothing is looked for or started yet.
    package init(configuration: SidecarConfiguration, locator: SidecarLocator, logFile: URL? = nil, logger: Logger) {
        self.configuration = configuration
        self.locator = locator
        self.logFile = logFile
        self.logger = logger
    }

    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        do {
            return try await runSidecar(observe: observe, body: body)
        } catch let error as BatchError where error.code.rawValue.hasPrefix("sidecar.") {
            await observe(.error(error))
            throw error
        }
    }

    /// Kills the sidecar and everything it started, without grace.
    package func killNow() {
        processGroup.withLockedValue { group in
            guard let leader = group else { return }
            _ = kill(-leader, SIGKILL)
        }
    }
}

extension SidecarHost {
    private func runSidecar<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let program = try locator.locate()
        await observe(.starting(program: program.path))
        let process = SidecarProcess(configuration: configuration, log: LogTail(file: logFile), observe: observe)
        var platformOptions = PlatformOptions()
        platformOptions.createSession = true
        platformOptions.teardownSequence = process.teardown
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(configuration.arguments(endsWithParent: true)),
                environment: .inherit.updating(process.variables),
                platformOptions: platformOptions,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                let pid = execution.processIdentifier.value
                processGroup.withLockedValue { $0 = pid }
                defer { processGroup.withLockedValue { $0 = nil } }
                await observe(.launched(.launched(pid)))
                return await process.run(execution, body: body)
            }
            let ending = outcome.terminationStatus.sentence
            await observe(.offline(ending: ending))
            return try process.result(of: outcome.closureResult, ending: ending)
        } catch let error as SubprocessError {
            throw SidecarErrors(configuration: configuration, lines: [])
                .notExecutable(program.path, reason: "\(error)")
        }
    }
}

extension TerminationStatus {
    /// How a process ended, such as `exited 0` or `signal 9`.
    var sentence: String {
        switch self {
        case .exited(let code): "exited \(code)"
        case .signaled(let number): "signal \(number)"
        }
    }
}
