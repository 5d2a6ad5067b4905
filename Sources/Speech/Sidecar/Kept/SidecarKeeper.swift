internal import Core
package import Foundation
internal import LocalSystem

/// Starts, finds and stops the one sidecar of a home folder that goes on between commands, for previews.
package struct SidecarKeeper: Sendable {
    let files: KeptSidecarFiles
    let environment: [String: String]
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - files: Where its record is.
    ///   - environment: What the sidecar gets besides its configuration's own variables.
    ///   - now: Gives the time that is recorded.
    package init(files: KeptSidecarFiles, environment: [String: String], now: @escaping @Sendable () -> Date) {
        self.files = files
        self.environment = environment
        self.now = now
    }

    /// How the kept sidecar stands; a live one is asked.
    package func state() async -> KeptSidecarState {
        let found: KeptSidecar?
        do {
            found = try files.read()
        } catch {
            return .unknown(error)
        }
        guard let kept = found else { return .absent }
        // What cannot be seen from here is of another boot: nothing that can be reached or that is ours to end.
        guard kept.process.liveness == .alive else { return .stale(kept) }
        guard let ready = files.ready() else { return .starting(kept) }
        do {
            let connection = SidecarConnection(ready: ready, token: EndpointToken(kept.token))
            try await connection.withSynthesizer { _ in }
            return .online(kept, port: ready.port, capabilities: ready.capabilities)
        } catch let error as BatchError {
            return .unresponsive(kept, error)
        } catch {
            return .starting(kept)
        }
    }

    /// The kept sidecar, when it is online and is what that configuration would start.
    ///
    /// - Throws: `sidecar.binaryMissing` and `sidecar.notExecutable`.
    package func host(for wanted: SidecarConfiguration, locator: SidecarLocator) async throws -> SidecarConnection? {
        guard case .online(let kept, _, _) = await state(), let ready = files.ready() else { return nil }
        guard kept.fits(wanted, program: try locator.locate().path) else { return nil }
        return SidecarConnection(ready: ready, token: EndpointToken(kept.token))
    }

    /// Ends the kept sidecar with its process group, and forgets it.
    ///
    /// - Parameter grace: How long it gets to end by itself before it is killed.
    /// - Returns: How it stood before.
    /// - Throws: `sidecar.unresponsive` when it cannot be found or ended, or another command is at it for too long.
    package func stop(grace: Duration) async throws -> KeptSidecarState {
        try await exclusively(timeout: grace + Self.lockTimeout) {
            let state = await state()
            try await end(state, grace: grace)
            return state
        }
    }

    func exclusively<Value: Sendable>(timeout: Duration, _ body: () async throws -> Value) async throws -> Value {
        do {
            try files.prepare()
        } catch {
            throw notWritable(error)
        }
        guard let value = try await FileLock.withLock(at: files.lock, timeout: timeout, body) else {
            throw BatchError(
                .sidecarUnresponsive,
                "Another command has been starting or stopping the kept sidecar for too long.",
                remedy: "Wait for it to end, or end it, and try again."
            )
        }
        return value
    }

    /// How long one command waits for another on top of what the other may take.
    static let lockTimeout = Duration.seconds(10)

    /// Ends what is left of a kept sidecar; a process that is not it is left alone.
    func end(_ state: KeptSidecarState, grace: Duration) async throws {
        switch state {
        case .absent: return
        case .unknown(let error): throw error
        case .stale(let kept): kept.process.endOrphans(of: kept.program)
        case .starting(let kept), .online(let kept, _, _), .unresponsive(let kept, _):
            guard await kept.process.endGroup(grace: grace) else {
                throw BatchError(
                    .sidecarUnresponsive,
                    "The kept sidecar, process \(kept.process.pid), does not end, even when it is killed.",
                    remedy: "See what it waits for: `ps -o stat,wchan -p \(kept.process.pid)`."
                )
            }
        }
        files.forget()
    }

    func notWritable(_ error: any Error) -> BatchError {
        BatchError(
            .outputNotWritable,
            "The folder \(files.folder.path) cannot be written: \(error.localizedDescription)",
            remedy: "Make it writable for you, or choose another folder with --home."
        )
    }
}
