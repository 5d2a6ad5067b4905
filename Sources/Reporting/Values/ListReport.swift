package import Core

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
