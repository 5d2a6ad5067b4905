internal import BatchCore
package import Foundation

/// Writes reports for a person: what happened first, then the jobs, then what went wrong, then the runs.
package struct TextReportRenderer: ReportRenderer {
    let width: Int?
    let timeZone: TimeZone

    /// - Parameters:
    ///   - width: The columns that a line may take; nil for no bound.
    ///   - timeZone: The clock on which times are shown.
    package init(width: Int? = nil, timeZone: TimeZone = .current) {
        self.width = width
        self.timeZone = timeZone
    }

    package func render(_ report: Report) -> String {
        var parts = [report.summary.sentence + "\n"]
        if !report.jobs.isEmpty { parts.append(table(report.jobs)) }
        if let errors = errors(report.jobs) { parts.append(errors) }
        if !report.runs.isEmpty { parts.append(runs(report.runs)) }
        if !report.sidecarSessions.isEmpty { parts.append(sessions(report.sidecarSessions)) }
        return parts.joined(separator: "\n")
    }

    package func render(_ list: ListReport) -> String {
        guard !list.jobs.isEmpty else { return list.summary.sentence + "\n" }
        var table = TextTable([
            .init(title: "ID", alignsRight: true), .init(title: "STATE"), .init(title: "PRIORITY", alignsRight: true),
            .init(title: "TITLE", shrinks: true), .init(title: "SEGMENTS", alignsRight: true),
            .init(title: "AUDIO", alignsRight: true),
        ])
        for report in list.jobs {
            let job = report.job
            table.add([
                "\(job.id)", job.state.rawValue, "\(job.priority)", job.title.printable, segments(job.progress),
                audio(job.progress.audioSeconds),
            ])
        }
        return table.text(width: width) + "\n" + list.summary.sentence + "\n"
    }

    private func table(_ jobs: [JobReport]) -> String {
        var table = TextTable([
            .init(title: "ID", alignsRight: true), .init(title: "STATE"), .init(title: "TITLE", shrinks: true),
            .init(title: "SEGMENTS", alignsRight: true), .init(title: "AUDIO", alignsRight: true),
            .init(title: "SPEED", alignsRight: true), .init(title: "REJECTED", alignsRight: true),
            .init(title: "REUSED", alignsRight: true),
        ])
        for report in jobs {
            let job = report.job
            table.add([
                "\(job.id)", job.state.rawValue, job.title.printable, segments(job.progress),
                audio(job.progress.audioSeconds), report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–",
                "\(job.progress.takesRejected)", "\(job.progress.takesReused)",
            ])
        }
        return table.text(width: width)
    }

    /// Each error once, with all the jobs that have it; a full disk blocks a thousand jobs in the same words.
    private func errors(_ jobs: [JobReport]) -> String? {
        var order: [BatchError] = []
        var groups: [BatchError: [Job]] = [:]
        for job in jobs.map(\.job) {
            guard let error = job.error else { continue }
            if groups[error] == nil { order.append(error) }
            groups[error, default: []].append(job)
        }
        guard !order.isEmpty else { return nil }
        let texts = order.map { error in
            let jobs = groups[error] ?? []
            let heading =
                jobs.count == 1
                ? "Job \(jobs[0].id) (\(jobs[0].title.printable)) is \(jobs[0].state.rawValue)"
                : "\(jobs.count.of("job")) (\(jobs.map(\.id).ranges)) are \(jobs[0].state.rawValue)"
            return line("  \(heading)") + text(of: error, indent: "    ")
        }
        return "Errors\n" + texts.joined()
    }

    func segments(_ progress: JobProgress) -> String {
        let failed = progress.segmentsFailed > 0 ? " (\(progress.segmentsFailed) failed)" : ""
        return "\(progress.segmentsDone)/\(progress.segments)\(failed)"
    }

    func audio(_ seconds: Double) -> String { seconds > 0 ? seconds.spoken : "–" }

    /// The error's code and sentence, and under it what to do.
    func text(of error: BatchError, indent: String) -> String {
        line("\(indent)\(error.code.rawValue): \(error.message.printable)")
            + line("\(indent)→ \(error.remedy.printable)")
    }

    /// A line; what does not fit the terminal goes on below it, further in.
    func line(_ text: String) -> String {
        (width.map { text.wrapped(to: $0) } ?? text) + "\n"
    }

    func moment(_ date: Date) -> String {
        Moment(date, offset: timeZone.secondsFromGMT(for: date)).text
    }
}
