package import Core
package import Foundation

/// The report on the queue: its jobs, the runs that worked on them, and their sidecars.
package struct Report: Sendable, Hashable {
    /// The version of the JSON; it grows when a key goes away or changes its meaning, not when one is added.
    package static let schema = 1

    package let generatedAt: Date
    package let summary: ReportSummary
    package private(set) var jobs: [JobReport]
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

extension Report: JobListing {
    var withoutJobs: Report {
        var copy = self
        copy.jobs = []
        return copy
    }
}

extension Report: Encodable {
    private enum CodingKeys: String, CodingKey {
        case generatedAt, jobs, runs, schema, sidecarSessions, summary
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(generatedAt, forKey: .generatedAt)
        try object.encode(jobs, forKey: .jobs)
        try object.encode(runs, forKey: .runs)
        try object.encode(Self.schema, forKey: .schema)
        try object.encode(sidecarSessions, forKey: .sidecarSessions)
        try object.encode(summary, forKey: .summary)
    }
}

/// How many jobs there are in each state, how much audio they have, and how many places in it are flagged.
package struct ReportSummary: Sendable, Hashable {
    package private(set) var counts: [JobState: Int] = [:]
    /// Seconds of audio in all jobs, finished or not.
    package private(set) var audioSeconds: Double = 0
    /// Places in all jobs whose take has findings.
    package private(set) var flagged = 0
    /// Completed jobs in whose books a pause stands for some of the text.
    package private(set) var withGaps = 0

    package init(_ jobs: [Job]) {
        for job in jobs {
            counts[job.state, default: 0] += 1
            audioSeconds += job.progress.audioSeconds
            flagged += job.progress.segmentsFlagged
            withGaps += JobReport(job).hasGaps ? 1 : 0
        }
    }

    package var jobs: Int { counts.values.reduce(0, +) }
}

extension ReportSummary: Encodable {
    private enum CodingKeys: String, CodingKey {
        case audioSeconds, blocked, cancelled, completed, failed, flagged, jobs, queued, running, withGaps
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(audioSeconds, forKey: .audioSeconds)
        try object.encode(counts[.blocked, default: 0], forKey: .blocked)
        try object.encode(counts[.cancelled, default: 0], forKey: .cancelled)
        try object.encode(counts[.completed, default: 0], forKey: .completed)
        try object.encode(counts[.failed, default: 0], forKey: .failed)
        try object.encode(flagged, forKey: .flagged)
        try object.encode(jobs, forKey: .jobs)
        try object.encode(counts[.queued, default: 0], forKey: .queued)
        try object.encode(counts[.running, default: 0], forKey: .running)
        try object.encode(withGaps, forKey: .withGaps)
    }
}

/// The jobs of the queue in their order, as `list` shows them.
package struct ListReport: Sendable, Hashable {
    package let summary: ReportSummary
    package private(set) var jobs: [JobReport]

    package init(jobs: [Job]) {
        summary = ReportSummary(jobs)
        self.jobs = jobs.map(JobReport.init)
    }
}

extension ListReport: JobListing {
    var withoutJobs: ListReport {
        var copy = self
        copy.jobs = []
        return copy
    }
}

extension ListReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case jobs, schema, summary
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(jobs, forKey: .jobs)
        try object.encode(Report.schema, forKey: .schema)
        try object.encode(summary, forKey: .summary)
    }
}
