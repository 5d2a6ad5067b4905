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

extension RunReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case audioSeconds, endedAt, error, exitCode, id, jobsBlocked, jobsCompleted, jobsFailed, jobsWithGaps, pid,
            profile,
            realtimeFactor, segmentsDone, startedAt, state, takesRejected, takesReused, wallSeconds
    }

    package func encode(to encoder: any Encoder) throws {
        let totals = run.totals
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(totals.audioSeconds, forKey: .audioSeconds)
        try object.encode(run.endedAt, forKey: .endedAt)
        try object.encode(run.error, forKey: .error)
        try object.encode(run.exitCode, forKey: .exitCode)
        try object.encode(run.id, forKey: .id)
        try object.encode(totals.jobsBlocked, forKey: .jobsBlocked)
        try object.encode(totals.jobsCompleted, forKey: .jobsCompleted)
        try object.encode(totals.jobsFailed, forKey: .jobsFailed)
        try object.encode(totals.jobsWithGaps, forKey: .jobsWithGaps)
        try object.encode(run.process.pid, forKey: .pid)
        try object.encode(run.profile, forKey: .profile)
        try object.encode(realtimeFactor, forKey: .realtimeFactor)
        try object.encode(totals.segmentsDone, forKey: .segmentsDone)
        try object.encode(run.startedAt, forKey: .startedAt)
        try object.encode(run.state.rawValue, forKey: .state)
        try object.encode(totals.takesRejected, forKey: .takesRejected)
        try object.encode(totals.takesReused, forKey: .takesReused)
        try object.encode(wallSeconds, forKey: .wallSeconds)
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

extension SidecarSessionReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case ending, engine, error, id, instance, model, pid, port, program, runID, secondsToOnline, status,
            transitions
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(session.ending, forKey: .ending)
        try object.encode(session.engine, forKey: .engine)
        try object.encode(session.error, forKey: .error)
        try object.encode(session.id, forKey: .id)
        try object.encode(session.instance, forKey: .instance)
        try object.encode(session.model, forKey: .model)
        try object.encode(session.pid, forKey: .pid)
        try object.encode(session.port, forKey: .port)
        try object.encode(session.program, forKey: .program)
        try object.encode(session.runID, forKey: .runID)
        try object.encode(secondsToOnline, forKey: .secondsToOnline)
        try object.encode(session.status.rawValue, forKey: .status)
        try object.encode(session.transitions, forKey: .transitions)
    }
}
