package import Core

/// How a run ended.
package struct RunSummary: Sendable {
    package var runID: Run.ID
    package var state: RunState
    package var totals: RunTotals
    /// Why the surroundings ended it.
    package var error: BatchError?
    package var stopReason: StopReason?

    /// The exit code that the run's ending stands for: 0 all done, 1 some job failed, 69 blocked, 75 stopped with work left.
    package var exitCode: Int {
        if error != nil { return 69 }
        if stopReason != nil { return 75 }
        if totals.jobsBlocked > 0 { return 69 }
        return totals.jobsFailed > 0 ? 1 : 0
    }
}
