internal import Core
package import Foundation
internal import TextKit

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
        var parts = [line(report.summary.sentence)]
        if !report.jobs.isEmpty { parts.append(table(report.jobs)) }
        if let errors = errors(report.errorGroups) { parts.append(errors) }
        if let warnings = warnings(report.warningGroups) { parts.append(warnings) }
        if !report.runs.isEmpty { parts.append(runs(report.runs)) }
        if !report.sidecarSessions.isEmpty { parts.append(sessions(report.sidecarSessions)) }
        return parts.joined(separator: "\n")
    }

    package func render(_ list: ListReport) -> String {
        guard !list.jobs.isEmpty else { return line(list.summary.sentence) }
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
        return table.text(width: width) + "\n" + line(list.summary.sentence)
    }

    private func table(_ jobs: [JobReport]) -> String {
        var table = TextTable([
            .init(title: "ID", alignsRight: true), .init(title: "STATE"), .init(title: "TITLE", shrinks: true),
            .init(title: "SEGMENTS", alignsRight: true), .init(title: "AUDIO", alignsRight: true),
            .init(title: "SPEED", alignsRight: true), .init(title: "REJECTED", alignsRight: true),
            .init(title: "REUSED", alignsRight: true), .init(title: "FLAGGED", alignsRight: true),
        ])
        for report in jobs {
            let job = report.job
            table.add([
                "\(job.id)", job.state.rawValue, job.title.printable, segments(job.progress),
                audio(job.progress.audioSeconds), report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–",
                "\(job.progress.takesRejected)", "\(job.progress.takesReused)", "\(job.progress.segmentsFlagged)",
            ])
        }
        return table.text(width: width)
    }

    private func errors(_ groups: [ErrorGroup]) -> String? {
        guard !groups.isEmpty else { return nil }
        let texts = groups.map { line("  \($0.heading.printable)") + text(of: $0.error, indent: "    ") }
        return "Errors\n" + texts.joined()
    }

    private func warnings(_ groups: [WarningGroup]) -> String? {
        guard !groups.isEmpty else { return nil }
        let texts = groups.map { line("  \($0.heading.printable)") + line("    \($0.sentence.printable)") }
        return "Warnings\n" + texts.joined()
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

    /// Further facts of an error, each line with its name.
    func text(of details: [String: String], indent: String) -> String {
        details.sorted { $0.key < $1.key }.flatMap { name, value in
            value.split(separator: "\n").map { line("\(indent)\(name): \(String($0).printable)") }
        }.joined()
    }

    /// A line; what does not fit the terminal goes on below it, further in.
    func line(_ text: String) -> String {
        (width.map { text.wrapped(to: $0) } ?? text) + "\n"
    }

    func moment(_ date: Date) -> String {
        Moment(date, offset: timeZone.secondsFromGMT(for: date)).text
    }
}
