package import Foundation

/// One execution of a profile.
package struct Run: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    package var profile: String
    package var state: RunState
    package var process: ProcessIdentity
    package var startedAt: Date
    package var endedAt: Date?
    package var exitCode: Int?
    /// What ended the run before the queue drained.
    package var error: BatchError?
    package var totals: RunTotals

    package init(
        id: ID,
        profile: String,
        state: RunState,
        process: ProcessIdentity,
        startedAt: Date,
        endedAt: Date?,
        exitCode: Int?,
        error: BatchError?,
        totals: RunTotals
    ) {
        self.id = id
        self.profile = profile
        self.state = state
        self.process = process
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.exitCode = exitCode
        self.error = error
        self.totals = totals
    }
}
