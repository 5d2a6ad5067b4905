/// Everything that the page shows.
package struct EvidenceReport: Sendable, Hashable {
    /// The jobs of the page in short, and the latest runs.
    package let report: Report
    /// The jobs in full.
    package let jobs: [JobEvidence]

    package init(report: Report, jobs: [JobEvidence]) {
        self.report = report
        self.jobs = jobs
    }
}
