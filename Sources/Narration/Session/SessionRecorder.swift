internal import Core
internal import Foundation
internal import LocalSystem

/// Keeps the record of each sidecar's life in the store.
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
        try await Task {
            if case .listening(let event) = event {
                try await record(event, isListening: true)
            } else {
                try await record(event, isListening: false)
            }
        }.value
    }

    /// What the record of one that only listens calls its engine.
    private static let listening = "transcription"

    private func record(_ event: SidecarEvent, isListening: Bool) async throws {
        switch event {
        case .starting(let program):
            session = try await store.beginSidecarSession(run: runID, program: program)
            move(to: .starting)
        case .launched(let process):
            session?.pid = process.pid
            session?.startTicks = process.startTicks
        case .loading, .stopping, .listening:
            return
        case .online(let port, let instance, let capabilities):
            session?.port = port
            session?.instance = instance
            session?.engine = isListening ? Self.listening : capabilities.engine
            session?.model = isListening ? nil : capabilities.model
            hasBeenOnline = hasBeenOnline || !isListening
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
        if let session { try await store.update(session) }
        if case .error = event { session = nil }
    }

    private func move(to status: SidecarStatus) {
        session?.transitions.append(SidecarSession.Transition(status: status, at: now()))
    }
}
