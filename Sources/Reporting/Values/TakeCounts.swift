internal import Core

/// How many takes of a job were accepted, rejected and found on disk.
struct TakeCounts: JSONValue {
    let accepted: Int
    let rejected: Int
    let reused: Int

    init(_ progress: JobProgress) {
        accepted = progress.takesAccepted
        rejected = progress.takesRejected
        reused = progress.takesReused
    }

    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("accepted", accepted)
            writer.field("rejected", rejected)
            writer.field("reused", reused)
        }
    }
}
