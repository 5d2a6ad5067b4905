package import Core
package import Foundation

/// The report on the queue: its jobs, the runs that worked on them and the sidecars that spoke.
package struct Report: Sendable, Hashable {
    /// The version of the JSON; it grows when a key goes away or changes its meaning, not when one is added.
    package static let schema = 1

    package let generatedAt: Date
    package let summary: ReportSummary
    package let jobs: [JobReport]
    /// The newest first.
    package let runs: [RunReport]
    /// The newest first.
    package let sidecarSessions: [SidecarSessionReport]

    package init(jobs: [Job], runs: [Run] = [], sidecarSessions: [SidecarSession] = [], generatedAt: Date) {
        self.generatedAt = generatedAt
        summary = ReportSummary(jobs)
        self.jobs = jobs.map(JobReport.init)
        self.runs = runs.map { RunReport($0, generatedAt: generatedAt) }
        self.sidecarSessions = sidecarSessions.map(SidecarSessionReport.init)
    }
}

extension Report: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("generatedAt", generatedAt)
            writer.field("jobs", jobs)
            writer.field("runs", runs)
            writer.field("schema", Self.schema)
            writer.field("sidecarSessions", sidecarSessions)
            writer.field("summary", summary)
        }
    }
}
