internal import Core
internal import Foundation
internal import Mustache

/// What is done, what failed, what is flagged, how long it is and how fast it went, as `summary.mustache` shows it.
struct SummaryView {
    let sentence: String
    let figures: [Figure]
    let errors: [NoticeView]
    let warnings: Warnings?
    /// Nil for a single job, which the page shows in full.
    let jobs: Jobs?
    let runs: Runs?

    init(_ evidence: EvidenceReport, timeZone: TimeZone) {
        let report = evidence.report
        sentence = report.summary.sentence
        figures = Figure.all(of: report)
        errors = report.errorGroups.map { NoticeView($0.heading, $0.error) }
        warnings = Warnings(report.warningGroups)
        jobs = report.jobs.count > 1 ? Jobs(evidence) : nil
        runs = report.runs.isEmpty ? nil : Runs(report.runs, timeZone: timeZone)
    }

    /// One number that counts.
    struct Figure {
        let name: String
        let value: String
        let style: String?

        static func all(of report: Report) -> [Figure] {
            let summary = report.summary
            let completed = summary.counts[.completed, default: 0]
            let isDone = completed == summary.jobs && completed > 0
            let failed = summary.counts[.failed, default: 0] + summary.counts[.blocked, default: 0]
            let rejected = report.jobs.reduce(0) { $0 + $1.job.progress.takesRejected }
            var figures = [
                Figure(name: "Jobs done", value: "\(completed) of \(summary.jobs)", style: isDone ? "good" : nil),
                Figure(name: "Failed or blocked", value: "\(failed)", style: failed > 0 ? "bad" : nil),
                Figure(name: "Flagged places", value: "\(summary.flagged)", style: summary.flagged > 0 ? "warn" : nil),
                Figure(name: "Retakes", value: "\(rejected)", style: nil),
                Figure(name: "Audio", value: summary.audioSeconds.spokenOrDash, style: nil),
            ]
            if summary.withGaps > 0 {
                figures.insert(Figure(name: "Books with gaps", value: "\(summary.withGaps)", style: "bad"), at: 2)
            }
            guard let run = report.runs.first else { return figures }
            figures.append(Figure(name: "The latest run took", value: run.wallSeconds.spoken, style: nil))
            guard let factor = run.realtimeFactor else { return figures }
            return figures + [Figure(name: "Its speed, × realtime", value: factor.oneDecimal, style: nil)]
        }
    }

    /// Each kind of warning once.
    struct Warnings {
        let rows: [Row]

        struct Row {
            let heading: String
            let sentence: String
        }

        init?(_ groups: [WarningGroup]) {
            guard !groups.isEmpty else { return nil }
            rows = groups.map { Row(heading: $0.heading, sentence: $0.sentence) }
        }
    }

    /// The table of all jobs.
    struct Jobs {
        let caption: String?
        let rows: [Row]

        struct Row {
            let id: Job.ID
            let badges: [StyledText]
            /// Leads to the job on the page; nil where it is not in it in full.
            let link: String?
            let title: String
            let segments: String
            let audio: String
            let speed: String
            let flagged: Int
            let retakes: Int
        }

        init(_ evidence: EvidenceReport) {
            let inFull = Set(evidence.jobs.map(\.detail.job.job.id))
            let others = evidence.report.jobs.count - evidence.jobs.count
            let them = others == 1 ? "it" : "them"
            let more = "\(others.of("job")) without a link: name \(them) on the command line to see more."
            caption = others > 0 ? more : nil
            rows = evidence.report.jobs.map { report in
                let job = report.job
                return Row(
                    id: job.id,
                    badges: StyledText.badges(of: report),
                    link: inFull.contains(job.id) ? "#job-\(job.id)" : nil,
                    title: job.title,
                    segments: "\(job.progress.segmentsDone)/\(job.progress.segments)",
                    audio: job.progress.audioSeconds.spokenOrDash,
                    speed: report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–",
                    flagged: job.progress.segmentsFlagged,
                    retakes: job.progress.takesRejected
                )
            }
        }
    }

    /// The latest runs.
    struct Runs {
        let heading: String
        let isOpen: Bool
        let rows: [Row]
        let errors: [NoticeView]

        struct Row {
            let id: Run.ID
            let profile: String
            let state: String
            let started: String
            let took: String
            let jobs: String
            let audio: String
            let speed: String
            let retakes: Int
        }

        init(_ runs: [RunReport], timeZone: TimeZone) {
            heading = "The latest \(runs.count == 1 ? "run" : "\(runs.count) runs")"
            isOpen = runs.count <= 3
            rows = runs.map { report in
                let run = report.run
                return Row(
                    id: run.id,
                    profile: run.profile,
                    state: report.wasKilled ? "killed" : run.state.rawValue,
                    started: run.startedAt.clockText(in: timeZone),
                    took: report.wallSeconds.spoken,
                    jobs: report.jobsSentence,
                    audio: run.totals.audioSeconds.spokenOrDash,
                    speed: report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–",
                    retakes: run.totals.takesRejected
                )
            }
            errors = runs.compactMap { report in report.run.error.map { NoticeView("Run \(report.run.id)", $0) } }
        }
    }
}

/// Names of its own, since a mirror takes a hundred times as long, and there is a row for every job of the queue.
extension SummaryView.Jobs.Row: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "id": id
        case "badges": badges
        case "link": link
        case "title": title
        case "segments": segments
        case "audio": audio
        case "speed": speed
        case "flagged": flagged
        case "retakes": retakes
        default: nil
        }
    }
}
