package import Foundation

/// An open run whose process cannot be seen from here.
package struct UnseenRun: Sendable, Hashable {
    package var id: Run.ID
    /// Its last sign of life, by the clock of its own machine.
    package var heartbeatAt: Date
    /// Whether it holds a job, which others wait for.
    package var holdsWork: Bool

    package init(id: Run.ID, heartbeatAt: Date, holdsWork: Bool) {
        self.id = id
        self.heartbeatAt = heartbeatAt
        self.holdsWork = holdsWork
    }
}
