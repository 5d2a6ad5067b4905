package import Foundation

/// One sidecar process, from its start to its end.
package struct SidecarSession: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    /// A change of status and when it happened.
    package struct Transition: Sendable, Hashable, Codable {
        package var status: SidecarStatus
        package var at: Date

        package init(status: SidecarStatus, at: Date) {
            self.status = status
            self.at = at
        }
    }

    package let id: ID
    package var runID: Run.ID
    /// The program's path.
    package var program: String
    package var pid: Int32?
    /// When its process started, in the ticks of a `ProcessIdentity`.
    package var startTicks: Int64?
    package var port: Int?
    /// What the sidecar calls itself.
    package var instance: String?
    package var engine: String?
    package var model: String?
    package var transitions: [Transition]
    /// How the process ended, such as `exited 0` or `signal 9`.
    package var ending: String?
    package var error: BatchError?

    package init(
        id: ID,
        runID: Run.ID,
        program: String,
        pid: Int32? = nil,
        startTicks: Int64? = nil,
        port: Int? = nil,
        instance: String? = nil,
        engine: String? = nil,
        model: String? = nil,
        transitions: [Transition] = [],
        ending: String? = nil,
        error: BatchError? = nil
    ) {
        self.id = id
        self.runID = runID
        self.program = program
        self.pid = pid
        self.startTicks = startTicks
        self.port = port
        self.instance = instance
        self.engine = engine
        self.model = model
        self.transitions = transitions
        self.ending = ending
        self.error = error
    }

    package var status: SidecarStatus { transitions.last?.status ?? .offline }
}

/// The state of a sidecar as the user sees it.
package enum SidecarStatus: String, Sendable, Hashable, Codable, CaseIterable {
    case offline
    case starting
    case online
    case error
}

/// A sidecar process that still runs although its run has ended.
package struct LeftoverSidecar: Sendable, Hashable {
    /// Its record in the store.
    package var id: SidecarSession.ID
    package var process: ProcessIdentity
    /// The program's path.
    package var program: String

    package init(id: SidecarSession.ID, process: ProcessIdentity, program: String) {
        self.id = id
        self.process = process
        self.program = program
    }
}
