package import Core
internal import Foundation
package import Logging
internal import LocalSystem
internal import NIOConcurrencyHelpers
internal import QueueStore
internal import Speech

/// Starts runs of a profile, and hands over what happens in them.
package struct RunControl: Sendable {
    /// What was said for one run; nil leaves the choice to the profile.
    package struct Options: Sendable {
        package var until: TimeOfDay?
        package var workers: Int?

        package init(until: TimeOfDay? = nil, workers: Int? = nil) {
            self.until = until
            self.workers = workers
        }
    }

    /// Seconds that a run waits for another process that writes: one that someone suspended must not end a night at once.
    private static let timeout: TimeInterval = 300

    private let workspace: Workspace
    private let logger: Logger

    package init(_ workspace: Workspace, logger: Logger) {
        self.workspace = workspace
        self.logger = logger
    }

    /// Makes a run ready: reads its profile, opens the queue, and ends what killed runs left behind.
    ///
    /// - Throws: `BatchError` with `profile.invalid` or a `store.…` code.
    package func prepare(profile name: String, _ options: Options = Options()) async throws -> PreparedRun {
        var profile = try ProfileFinder(workspace).profile(named: name)
        profile.until = options.until ?? profile.until
        profile.workers = options.workers ?? profile.workers
        // Each request in flight has a connection and a file.
        if !profile.endpoints.isEmpty { OpenFiles.allowMost() }
        let logger = logger
        let store = try await workspace.openQueue(timeout: Self.timeout, isForChanges: true) {
            logger.warning("Waiting for the queue, which another process holds")
        }
        try await LeftoverSidecars(store: store).end(logger)
        let runID = NIOLockedValueBox<Run.ID?>(nil)
        let host = try profile.speechHost(workspace, logger: logger) { event in
            do {
                try await store.record(.endpoint(event), run: runID.withLockedValue { $0 })
            } catch {
                logger.warning("An event was not recorded", metadata: ["error": "\(error)"])
            }
        }
        let service = RunService(
            store: store,
            host: host,
            configuration: profile.runConfiguration(workspace),
            logger: logger,
            now: workspace.now
        )
        return PreparedRun(note: profile.engineNote, store: store, host: host, service: service, runID: runID)
    }
}

/// A run that can be started once.
package struct PreparedRun: Sendable {
    /// What there is to say about the engine that was chosen; nil when it is what was asked for.
    package let note: String?
    fileprivate let store: JobStore
    fileprivate let host: any SpeechHost
    fileprivate let service: RunService
    fileprivate let runID: NIOLockedValueBox<Run.ID?>

    /// How many events are read at a time.
    private static let batch = 500

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - stopRequests: Yields when the run is to stop.
    ///   - observe: Gets the events of this run, in order.
    /// - Returns: How it ended, once all its events were handed over.
    /// - Throws: `BatchError` when the store itself cannot be used.
    package func run(
        stopRequests: AsyncStream<Void>,
        observe: @escaping @Sendable (Event) async -> Void = { _ in }
    ) async throws -> RunSummary {
        let first = try await store.lastEvent()
        let reader = EventReader(store: store, after: first, run: runID, observe: observe)
        let watch = Task {
            await store.withChanges { changes in
                // A queue that cannot be read now is read at the next change.
                for await _ in changes { try? await reader.read(limit: Self.batch) }
            }
        }
        defer { watch.cancel() }
        let summary = try await service.run(process: .current(), stopRequests: stopRequests) { id in
            runID.withLockedValue { $0 = id }
        }
        watch.cancel()
        await watch.value
        // What was told last is told also when the task is cancelled.
        try await Task { try await reader.read(limit: Self.batch) }.value
        return summary
    }

    /// Ends at once what the run started; for a second interrupt.
    package func killNow() { host.killNow() }
}

/// Hands over the events of one run, each once; to be read by one task at a time.
private actor EventReader {
    private let store: JobStore
    private let run: NIOLockedValueBox<Run.ID?>
    private let observe: @Sendable (Event) async -> Void
    private var last: Event.ID

    init(
        store: JobStore,
        after event: Event.ID,
        run: NIOLockedValueBox<Run.ID?>,
        observe: @escaping @Sendable (Event) async -> Void
    ) {
        self.store = store
        self.run = run
        self.observe = observe
        last = event
    }

    /// Hands over what is new.
    func read(limit: Int) async throws {
        while true {
            let events = try await store.events(after: last, limit: limit)
            for event in events {
                last = event.id
                if await isOfTheRun(event) { await observe(event) }
            }
            if events.count < limit { return }
        }
    }

    /// What a person did to a job while the run works on it belongs to it, too.
    private func isOfTheRun(_ event: Event) async -> Bool {
        if let id = event.runID { return id == run.withLockedValue { $0 } }
        if case .jobEnded = event.kind { return true }
        return false
    }
}
