internal import Core
internal import Foundation
internal import QueueStore

/// Keeps the record of each sidecar's life in the store, and its events.
actor SessionRecorder {
    private let store: JobStore
    private let runID: Run.ID
    private let now: @Sendable () -> Date
    private var session: SidecarSession?
    /// Whether any sidecar of the run came online.
    private(set) var hasBeenOnline = false

    init(store: JobStore, runID: Run.ID, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.runID = runID
        self.now = now
    }

    /// Records an event, also while the run is being cancelled: the end of a session matters most then.
    ///
    /// - Throws: Errors of the store.
    func note(_ event: SidecarEvent) async throws {
        try await Task { try await record(event) }.value
    }

    /// What the record of one that only transcribes calls its engine.
    private static let transcription = "transcription"

    private func record(_ event: SidecarEvent) async throws {
        var change = event
        var isTranscriber = false
        if case .transcriber(let inner) = event { (change, isTranscriber) = (inner, true) }
        if case .starting(let program) = change {
            session = try await store.beginSidecarSession(
                run: runID,
                program: program,
                transitions: [SidecarSession.Transition(status: .starting, at: now())],
                after: event
            )
            return
        }
        guard try await apply(change, isTranscriber: isTranscriber), let session else {
            return try await store.record(.sidecar(event), run: runID)
        }
        try await store.update(session, after: event)
        if case .error = change { self.session = nil }
    }

    /// Brings the record up to date.
    ///
    /// - Returns: Whether the event changed it.
    private func apply(_ event: SidecarEvent, isTranscriber: Bool) async throws -> Bool {
        switch event {
        case .starting:
            preconditionFailure("a start opens a record")
        case .launched(let process):
            session?.pid = process.pid
            session?.startTicks = process.startTicks
        case .loading, .stopping, .transcriber:
            return false
        case .online(let port, let instance, let capabilities):
            session?.port = port
            session?.instance = instance
            session?.engine = isTranscriber ? Self.transcription : capabilities.engine
            session?.model = isTranscriber ? nil : capabilities.model
            hasBeenOnline = hasBeenOnline || !isTranscriber
            move(to: .online)
        case .offline(let ending):
            session?.ending = ending
            move(to: .offline)
        case .error(let error):
            if session == nil {
                // The program was not even found.
                session = try await store.beginSidecarSession(run: runID, program: "")
            }
            session?.error = error
            move(to: .error)
        }
        return true
    }

    private func move(to status: SidecarStatus) {
        session?.transitions.append(SidecarSession.Transition(status: status, at: now()))
    }
}
