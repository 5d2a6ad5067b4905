package import Core
package import Foundation

/// What the report says of one run.
package struct RunReport: Sendable, Hashable {
    package let run: Run
    /// Seconds from the start to the end, or until the report was made.
    package let wallSeconds: Double

    package init(_ run: Run, generatedAt: Date) {
        self.run = run
        wallSeconds = max(0, (run.endedAt ?? generatedAt).timeIntervalSince(run.startedAt))
    }

    /// Seconds of new audio per second of the run; nil when it made none.
    package var realtimeFactor: Double? {
        run.totals.audioSeconds > 0 && wallSeconds > 0 ? run.totals.audioSeconds / wallSeconds : nil
    }

    /// Whether its process ended without closing the run.
    package var wasKilled: Bool { run.endedAt != nil && run.exitCode == nil }
}

extension RunReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        let totals = run.totals
        writer.object { writer in
            writer.field("audioSeconds", totals.audioSeconds)
            writer.field("endedAt", run.endedAt)
            writer.field("error", run.error)
            writer.field("exitCode", run.exitCode)
            writer.field("id", run.id)
            writer.field("jobsBlocked", totals.jobsBlocked)
            writer.field("jobsCompleted", totals.jobsCompleted)
            writer.field("jobsFailed", totals.jobsFailed)
            writer.field("pid", run.process.pid)
            writer.field("profile", run.profile)
            writer.field("realtimeFactor", realtimeFactor)
            writer.field("segmentsDone", totals.segmentsDone)
            writer.field("startedAt", run.startedAt)
            writer.field("state", run.state.rawValue)
            writer.field("takesRejected", totals.takesRejected)
            writer.field("takesReused", totals.takesReused)
            writer.field("wallSeconds", wallSeconds)
        }
    }
}

/// What the report says of one sidecar process.
package struct SidecarSessionReport: Sendable, Hashable {
    package let session: SidecarSession

    package init(_ session: SidecarSession) {
        self.session = session
    }

    /// Seconds from its start until it was first ready; nil when it never was.
    package var secondsToOnline: Double? {
        guard let start = session.transitions.first(where: { $0.status == .starting }),
            let online = session.transitions.first(where: { $0.status == .online })
        else { return nil }
        return online.at.timeIntervalSince(start.at)
    }
}

extension SidecarSessionReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("ending", session.ending)
            writer.field("engine", session.engine)
            writer.field("error", session.error)
            writer.field("id", session.id)
            writer.field("instance", session.instance)
            writer.field("model", session.model)
            writer.field("pid", session.pid)
            writer.field("port", session.port)
            writer.field("program", session.program)
            writer.field("runID", session.runID)
            writer.field("secondsToOnline", secondsToOnline)
            writer.field("status", session.status.rawValue)
            writer.field("transitions", session.transitions)
        }
    }
}
