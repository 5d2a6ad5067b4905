package import Core
package import Foundation
internal import LocalSystem
internal import Logging
internal import QueueStore
internal import Reporting
internal import Speech

/// Keeps one sidecar of a home folder running between commands, for previews; runs start their own.
package struct SidecarService: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// How the kept sidecar stands, and which processes killed runs left behind.
    ///
    /// - Throws: `BatchError` where the queue, which knows the runs, cannot be opened.
    package func status() async throws -> SidecarStatusReport {
        let home = workspace.home
        let leftBehind = home.hasQueue ? try await workspace.openQueue().leftoverSidecars() : []
        return SidecarStatusReport(await workspace.sidecarKeeper.state(), leftBehind: leftBehind.map(\.process.pid))
    }

    /// Makes sure that a sidecar of a profile is kept: one that fits is left as it is, any other is ended first.
    ///
    /// - Parameters:
    ///   - name: The profile.
    ///   - observe: Is told how the start gets on.
    /// - Returns: Whether it was there already, and how it stands.
    /// - Throws: `profile.invalid` for a profile that has no sidecar, and a `sidecar.…` code when none starts.
    package func start(
        profile name: String,
        observe: @escaping @Sendable (SidecarEvent) async -> Void = { _ in }
    ) async throws -> (wasOnline: Bool, status: SidecarStatusReport) {
        let profile = try ProfileFinder(workspace).profile(named: name)
        guard profile.endpoints.isEmpty else {
            throw BatchError(
                .profileInvalid,
                "The profile \(profile.name) names speech endpoints; there is no sidecar to start.",
                remedy: "Name another profile with --profile; `say` and `voices` use the endpoints by themselves."
            )
        }
        let keeper = workspace.sidecarKeeper
        let wanted = profile.sidecarConfiguration(workspace)
        let start = try await keeper.start(wanted, locator: profile.sidecarLocator(workspace), observe: observe)
        return (start == .alreadyOnline, SidecarStatusReport(await keeper.state(), leftBehind: []))
    }

    /// What became of the kept sidecar when it was to end; processes by their ids.
    package enum Stop: Sendable, Hashable {
        case nothingKept
        /// It had ended by itself.
        case forgotten(Int32)
        case ended(Int32)
    }

    /// Ends the kept sidecar.
    ///
    /// - Parameter grace: How long it gets to end by itself before it is killed.
    /// - Returns: How it was found.
    /// - Throws: `sidecar.unresponsive` when it cannot be found or ended.
    package func stop(grace: Duration) async throws -> Stop {
        switch try await workspace.sidecarKeeper.stop(grace: grace) {
        case .absent: .nothingKept
        case .unknown(let error): throw error
        case .stale(let kept): .forgotten(kept.process.pid)
        case .starting(let kept), .online(let kept, _, _), .unresponsive(let kept, _): .ended(kept.process.pid)
        }
    }

    /// Ends the sidecars that killed runs left behind.
    ///
    /// - Returns: Their process ids.
    /// - Throws: `BatchError` of the queue.
    package func endLeftovers() async throws -> [Int32] {
        guard workspace.home.hasQueue else { return [] }
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        return try await LeftoverSidecars(store: try await workspace.openQueue()).end(silent).map(\.process.pid)
    }
}

/// Sidecars that hung when their run was killed, so that they did not end with it; they hold memory, a port or a GPU.
struct LeftoverSidecars: Sendable {
    let store: JobStore

    /// Kills them; processes that only have the same id by now are left alone.
    ///
    /// - Returns: Those that were ended.
    /// - Throws: `BatchError` of the store.
    @discardableResult func end(_ logger: Logger) async throws -> [LeftoverSidecar] {
        var ended: [LeftoverSidecar] = []
        for leftover in try await store.leftoverSidecars() {
            leftover.process.endOrphans(of: leftover.program)
            guard await leftover.process.endGroup(grace: .zero) else {
                logger.warning("Sidecar of a killed run does not end", metadata: ["pid": "\(leftover.process.pid)"])
                continue
            }
            try await store.end(leftover, ending: "outlived its run, ended by a later command")
            logger.notice("Sidecar of a killed run ended", metadata: ["pid": "\(leftover.process.pid)"])
            ended.append(leftover)
        }
        return ended
    }
}

/// How the kept sidecar stands.
package struct SidecarStatusReport: Sendable, Encodable {
    package let status: SidecarStatus
    package let pid: Int32?
    package let program: String?
    package let startedAt: Date?
    /// What follows is nil where it is not online.
    package let port: Int?
    package let engine: String?
    package let model: String?
    /// What is wrong with it, or with its record.
    package let error: BatchError?
    /// The processes of sidecars that killed runs left behind.
    package let leftBehind: [Int32]

    init(_ state: KeptSidecarState, leftBehind: [Int32]) {
        var online: (port: Int, capabilities: SpeechCapabilities)?
        var kept: KeptSidecar?
        var problem: BatchError?
        switch state {
        case .absent: status = .offline
        case .stale(let found): (status, kept) = (.offline, found)
        case .starting(let found): (status, kept) = (.starting, found)
        case .online(let found, let port, let capabilities):
            (status, kept, online) = (.online, found, (port, capabilities))
        case .unknown(let error): (status, problem) = (.error, error)
        case .unresponsive(let found, let error): (status, kept, problem) = (.error, found, error)
        }
        pid = kept?.process.pid
        program = kept?.program
        startedAt = kept?.startedAt
        port = online?.port
        engine = online?.capabilities.engine
        model = online?.capabilities.model
        error = problem
        self.leftBehind = leftBehind
    }

    private enum CodingKeys: CodingKey {
        case engine, error, leftBehind, model, pid, port, program, schema, startedAt, status
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(engine, forKey: .engine)
        try container.encode(error, forKey: .error)
        try container.encode(leftBehind, forKey: .leftBehind)
        try container.encode(model, forKey: .model)
        try container.encode(pid, forKey: .pid)
        try container.encode(port, forKey: .port)
        try container.encode(program, forKey: .program)
        try container.encode(Report.schema, forKey: .schema)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(status, forKey: .status)
    }
}
