internal import Core

extension HTMLReportRenderer {
    /// What is done, what failed, what is flagged, how long it is and how fast it went.
    func summary(_ evidence: EvidenceReport, _ page: inout HTMLWriter) {
        let report = evidence.report
        page.element("section", ["aria-label": "Summary"]) { page in
            page.element("p", text: report.summary.sentence + ".")
            figures(report, &page)
            for group in report.errorGroups { notice(group.heading, group.error, &page) }
            warnings(report.warningGroups, &page)
            if report.jobs.count > 1 { jobs(evidence, &page) }
            if !report.runs.isEmpty { runs(report.runs, &page) }
        }
        page.newLine()
    }

    private func figures(_ report: Report, _ page: inout HTMLWriter) {
        let summary = report.summary
        let failed = summary.counts[.failed, default: 0] + summary.counts[.blocked, default: 0]
        let rejected = report.jobs.reduce(0) { $0 + $1.job.progress.takesRejected }
        page.element("dl", ["class": "figures"]) { page in
            let completed = summary.counts[.completed, default: 0]
            let isDone = completed == summary.jobs && completed > 0
            figure("Jobs done", "\(completed) of \(summary.jobs)", isDone ? "good" : nil, &page)
            figure("Failed or blocked", "\(failed)", failed > 0 ? "bad" : nil, &page)
            figure("Flagged places", "\(summary.flagged)", summary.flagged > 0 ? "warn" : nil, &page)
            figure("Retakes", "\(rejected)", nil, &page)
            figure("Audio", summary.audioSeconds > 0 ? summary.audioSeconds.spoken : "–", nil, &page)
            guard let run = report.runs.first else { return }
            figure("The latest run took", run.wallSeconds.spoken, nil, &page)
            guard let factor = run.realtimeFactor else { return }
            figure("Its speed, × realtime", factor.oneDecimal, nil, &page)
        }
    }

    private func warnings(_ groups: [WarningGroup], _ page: inout HTMLWriter) {
        guard !groups.isEmpty else { return }
        page.element("ul", ["class": "findings small"]) { page in
            for group in groups {
                page.element("li") { page in
                    page.isolated(group.heading)
                    page.text(": ")
                    page.isolated(group.sentence)
                }
            }
        }
    }

    private func figure(_ name: String, _ value: String, _ style: String?, _ page: inout HTMLWriter) {
        page.element("div", ["class": style]) { page in
            page.element("dt", text: name)
            page.element("dd", text: value)
        }
    }

    private func jobs(_ evidence: EvidenceReport, _ page: inout HTMLWriter) {
        let inFull = Set(evidence.jobs.map(\.detail.job.job.id))
        let columns = [
            TableColumn("Job", isNumber: true), TableColumn("State"), TableColumn("Title"),
            TableColumn("Segments", isNumber: true), TableColumn("Audio", isNumber: true),
            TableColumn("Speed", isNumber: true), TableColumn("Flagged", isNumber: true),
            TableColumn("Retakes", isNumber: true),
        ]
        page.element("h3", text: "Jobs")
        table(columns, caption: more(evidence), &page) { page in
            for report in evidence.report.jobs {
                let job = report.job
                page.element("tr") { page in
                    page.element("td", ["class": "n"], text: "\(job.id)")
                    page.element("td") { badge(of: job.state, &$0) }
                    page.element("th", ["scope": "row"]) { page in
                        guard inFull.contains(job.id) else { return page.isolated(job.title) }
                        page.element("a", ["href": "#job-\(job.id)"]) { $0.isolated(job.title) }
                    }
                    page.element("td", ["class": "n"], text: "\(job.progress.segmentsDone)/\(job.progress.segments)")
                    let audio = job.progress.audioSeconds
                    page.element("td", ["class": "n"], text: audio > 0 ? audio.spoken : "–")
                    page.element("td", ["class": "n"], text: report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–")
                    page.element("td", ["class": "n"], text: "\(job.progress.segmentsFlagged)")
                    page.element("td", ["class": "n"], text: "\(job.progress.takesRejected)")
                }
            }
        }
    }

    private func more(_ evidence: EvidenceReport) -> String? {
        let others = evidence.report.jobs.count - evidence.jobs.count
        guard others > 0 else { return nil }
        let them = others == 1 ? "it" : "them"
        return "\(others.of("job")) without a link: name \(them) on the command line to see more."
    }

    private func runs(_ runs: [RunReport], _ page: inout HTMLWriter) {
        let columns = [
            TableColumn("Run", isNumber: true), TableColumn("Profile"), TableColumn("State"), TableColumn("Started"),
            TableColumn("Took", isNumber: true), TableColumn("Audio", isNumber: true),
            TableColumn("Speed", isNumber: true), TableColumn("Retakes", isNumber: true),
        ]
        page.element("details", ["open": runs.count <= 3 ? "" : nil]) { page in
            page.element("summary", text: "The latest \(runs.count == 1 ? "run" : "\(runs.count) runs")")
            table(columns, &page) { page in
                for report in runs {
                    let run = report.run
                    page.element("tr") { page in
                        page.element("td", ["class": "n"], text: "\(run.id)")
                        page.element("th", ["scope": "row"]) { $0.isolated(run.profile) }
                        page.element("td", text: report.wasKilled ? "killed" : run.state.rawValue)
                        page.element("td", ["class": "date"], text: moment(run.startedAt))
                        page.element("td", ["class": "n"], text: report.wallSeconds.spoken)
                        let audio = run.totals.audioSeconds
                        page.element("td", ["class": "n"], text: audio > 0 ? audio.spoken : "–")
                        page.element(
                            "td",
                            ["class": "n"],
                            text: report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–"
                        )
                        page.element("td", ["class": "n"], text: "\(run.totals.takesRejected)")
                    }
                }
            }
            for report in runs {
                if let error = report.run.error { notice("Run \(report.run.id)", error, &page) }
            }
        }
    }
}
