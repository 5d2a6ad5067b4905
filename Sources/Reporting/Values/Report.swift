package import Core
package import Foundation

/// The report on the queue: its jobs, the runs that worked on them, and their sidecars.
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

/// How many jobs there are in each state, how much audio they have, and how many places in it are flagged.
package struct ReportSummary: Sendable, Hashable {
    package private(set) var counts: [JobState: Int] = [:]
    /// Seconds of audio in all jobs, finished or not.
    package private(set) var audioSeconds: Double = 0
    /// Places in all jobs whose take has findings.
    package private(set) var flagged = 0

    package init(_ jobs: [Job]) {
        for job in jobs {
            counts[job.state, default: 0] += 1
            audioSeconds += job.progress.audioSeconds
            flagged += job.progress.segmentsFlagged
        }
    }

    package var jobs: Int { counts.values.reduce(0, +) }
}

extension ReportSummary: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("audioSeconds", audioSeconds)
            writer.field("blocked", counts[.blocked, default: 0])
            writer.field("cancelled", counts[.cancelled, default: 0])
            writer.field("completed", counts[.completed, default: 0])
            writer.field("failed", counts[.failed, default: 0])
            writer.field("flagged", flagged)
            writer.field("jobs", jobs)
            writer.field("queued", counts[.queued, default: 0])
            writer.field("running", counts[.running, default: 0])
        }
    }
}

/// The jobs of the queue in their order, as `list` shows them.
package struct ListReport: Sendable, Hashable {
    package let summary: ReportSummary
    package let jobs: [JobReport]

    package init(jobs: [Job]) {
        summary = ReportSummary(jobs)
        self.jobs = jobs.map(JobReport.init)
    }
}

extension ListReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("jobs", jobs)
            writer.field("schema", Report.schema)
            writer.field("summary", summary)
        }
    }
}
