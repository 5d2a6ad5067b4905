package import Core
internal import Foundation

/// What the report says of one life of a sidecar.
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
