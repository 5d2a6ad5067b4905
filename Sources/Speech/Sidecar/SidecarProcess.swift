internal import Core
internal import Foundation
internal import Subprocess

#if canImport(System)
internal import System
#else
internal import SystemPackage
#endif

/// The process of a sidecar, from its start to its end.
struct SidecarProcess: Sendable {
    let configuration: SidecarConfiguration
    let log: LogTail
    let observe: @Sendable (SidecarEvent) async -> Void
    /// The secret that only this program and the sidecar know.
    let token = EndpointToken.random()

    /// How it went, before the exit code is known.
    enum Outcome<Result: Sendable>: Sendable {
        /// The work ended by itself, well or not.
        case finished(Swift.Result<Result, any Error>)
        case notReady(StartFailure)
        case crashed

        /// Whether the process ends by itself, with an exit code that tells something.
        var isOwnDecision: Bool {
            switch self {
            case .notReady(.refused), .notReady(.ended), .crashed: true
            case .finished, .notReady(.timedOut): false
            }
        }

        var isBrokenConnection: Bool {
            guard case .finished(.failure(let error as BatchError)) = self else { return false }
            return error.code == .sidecarUnresponsive
        }
    }

    /// The environment variables that the sidecar gets on top of this program's own.
    var variables: [Environment.Key: String?] {
        let variables = configuration.variables(token: token)
        return Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })
    }

    /// First the process alone, so that it can end its own children, then its whole group.
    ///
    /// A kept sidecar is ended by `endGroup`, which waits for it itself; this one is a child that Subprocess waits for.
    var teardown: [TeardownStep] {
        [
            .send(signal: .terminate, allowedDurationToNextStep: configuration.grace + .seconds(1)),
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
        ]
    }

    /// Works with the running process until the work is done or the process is gone, and leaves nothing of it running.
    func run<Result: Sendable>(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async -> Outcome<Result> {
        let (lines, lineSink) = AsyncStream.makeStream(of: String.self)
        // It is cancelled when this function returns.
        async let _ = GroupWatcher(group: execution.processIdentifier.value).watch()
        return await withDiscardingTaskGroup { group in
            group.addTask { await execution.standardError.forEachLine { log.append($0) } }
            group.addTask {
                await execution.standardOutput.forEachLine { lineSink.yield($0) }
                lineSink.finish()
            }
            let announcements = AnnouncementReader(lines: lines, log: log)
            let outcome = await work(with: announcements, body: body)
            await observe(.stopping)
            if outcome.isOwnDecision { await announcements.waitForEnd(atMost: Self.deathNotice) }
            await execution.teardown(using: teardown)
            // The leader is not reaped yet, so its id still names its group: end what is left of that.
            _ = kill(-execution.processIdentifier.value, SIGKILL)
            return outcome
        }
    }

    private func work<Result: Sendable>(
        with announcements: AnnouncementReader,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async -> Outcome<Result> {
        let ready: SidecarAnnouncement.Ready
        switch await announcements.start(timeout: configuration.startTimeout, observe: observe) {
        case .ready(let said): ready = said
        case .failed(let failure): return .notReady(failure)
        case .cancelled: return .finished(.failure(CancellationError()))
        }
        let connection = SidecarConnection(ready: ready, token: token)
        return await withTaskGroup(of: Outcome<Result>.self) { group in
            group.addTask {
                do {
                    return .finished(.success(try await connection.withSynthesizer(observe: observe, body: body)))
                } catch {
                    return .finished(.failure(error))
                }
            }
            group.addTask {
                await announcements.drain()
                return Task.isCancelled ? .finished(.failure(CancellationError())) : .crashed
            }
            var outcome = await group.next() ?? .crashed
            if outcome.isBrokenConnection {
                // A connection breaks a moment before the death of the process that held it is noticed.
                let broken = outcome
                group.addTask {
                    try? await Task.sleep(for: Self.deathNotice)
                    return broken
                }
                outcome = await group.next() ?? broken
            }
            group.cancelAll()
            return outcome
        }
    }

    /// How long after its connection broke a process may still turn out to have died.
    private static let deathNotice = Duration.seconds(1)

    /// Turns the outcome into the work's result, or into an error that says what to do.
    func result<Result: Sendable>(of outcome: Outcome<Result>, ending: String) throws -> Result {
        let errors = SidecarErrors(configuration: configuration, lines: log.lines)
        switch outcome {
        case .finished(let result): return try result.get()
        case .notReady(let failure): throw errors.notReady(failure, ending: ending)
        case .crashed: throw errors.crashed(ending: ending)
        }
    }
}

/// Kills a sidecar's process group when this program is gone and the sidecar does not end by itself.
///
/// A sidecar ends at the end of its standard input, but not one that was stopped or hangs, and its own children may not.
/// The watcher is a shell that waits for the end of its own standard input, which only this program holds open.
struct GroupWatcher: Sendable {
    /// The leader of the group.
    let group: Int32

    /// How long a sidecar has to end by itself, in half seconds.
    private static let graceHalfSeconds = 6
    /// It looks again and again, so that it is gone before another group can get the same id.
    private static let script = """
        read -r nothing
        left=\(graceHalfSeconds)
        while kill -0 "-$1" 2>/dev/null; do
          [ "$left" -gt 0 ] || { kill -9 "-$1"; exit; }
          left=$((left - 1))
          sleep 0.5
        done
        """

    /// Watches until the task is cancelled.
    func watch() async {
        var platformOptions = PlatformOptions()
        platformOptions.createSession = true
        _ = try? await Subprocess.run(
            .path(FilePath("/bin/sh")),
            arguments: ["-c", Self.script, "qwen-batch-watch", String(group)],
            environment: .custom(["PATH": "/usr/bin:/bin"]),
            platformOptions: platformOptions,
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            // Without a shell there is still the end of the sidecar's own standard input. A stream that yields nothing,
            // since a long sleep that is cancelled stays in memory until its time comes.
            let (nothing, source) = AsyncStream.makeStream(of: Never.self)
            for await _ in nothing {}
            source.finish()
            try? execution.send(signal: .kill, toProcessGroup: true)
        }
    }
}
