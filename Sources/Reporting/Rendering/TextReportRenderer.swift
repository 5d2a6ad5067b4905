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
                "\(job.id)", report.stateInWords, "\(job.priority)", job.title.printable, segments(job.progress),
                job.progress.audioSeconds.spokenOrDash,
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
                "\(job.id)", report.stateInWords, job.title.printable, segments(job.progress),
                job.progress.audioSeconds.spokenOrDash, report.realtimeFactor.map { "\($0.oneDecimal) ×" } ?? "–",
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
        date.clockText(in: timeZone)
    }
}

extension TextReportRenderer {
    private func runs(_ runs: [RunReport]) -> String {
        let texts = runs.map { report in
            let run = report.run
            let totals = run.totals
            var facts = ["\(moment(run.startedAt)), \(report.wallSeconds.spoken)"]
            facts.append(report.jobsSentence)
            if let factor = report.realtimeFactor {
                facts.append("\(totals.audioSeconds.spoken) of audio, \(factor.oneDecimal) × realtime")
            }
            if totals.takesRejected > 0 { facts.append("\(totals.takesRejected.of("take")) rejected") }
            if let exitCode = run.exitCode { facts.append("exit code \(exitCode)") }
            if report.wasKilled { facts.append("its process was killed") }
            let heading = "  \(run.id)  \(run.profile.printable)  \(run.state.rawValue)  "
            return line(heading + facts.joined(separator: " · "))
                + (run.error.map { text(of: $0, indent: "     ") } ?? "")
        }
        return "Runs\n" + texts.joined()
    }

    private func sessions(_ sessions: [SidecarSessionReport]) -> String {
        let texts = sessions.map { report in
            let session = report.session
            var facts: [String] = []
            let voice = [session.engine, session.model].compactMap { $0 }.joined(separator: " ")
            facts.append(voice.isEmpty ? session.program.printable : voice.printable)
            if let pid = session.pid { facts.append("pid \(pid)") }
            if let port = session.port { facts.append("port \(port)") }
            facts.append(session.transitions.map(\.status.rawValue).joined(separator: " → "))
            if let seconds = report.secondsToOnline { facts.append("ready after \(seconds.spoken)") }
            if let ending = session.ending { facts.append(ending.printable) }
            let text = facts.filter { !$0.isEmpty }.joined(separator: " · ")
            return line("  \(session.id)  run \(session.runID)  \(text)")
                + (session.error.map { self.text(of: $0, indent: "     ") } ?? "")
        }
        return "Sidecars\n" + texts.joined()
    }
}

extension TextReportRenderer {
    package func render(_ checkup: CheckupReport) -> String {
        let checks = checkup.findings.map(\.check.count).max() ?? 0
        let severities = Finding.Severity.allCases.map(\.rawValue.count).max() ?? 0
        let lines = checkup.findings.map { finding in
            let lead = finding.severity.rawValue.padded(to: severities) + "  " + finding.check.padded(to: checks) + "  "
            let code = finding.code.map { " [\($0.rawValue)]" } ?? ""
            let indent = String(repeating: " ", count: severities + 2)
            let remedy = finding.remedy.map { line("\(indent)→ \($0.printable)") }
            return line(lead + finding.message.printable + code) + (remedy ?? "")
                + text(of: finding.details, indent: indent + "  ")
        }
        return lines.joined() + "\n" + line(verdict(on: checkup))
    }

    private func verdict(on checkup: CheckupReport) -> String {
        let errors = checkup.count(.error)
        let warnings = checkup.count(.warning)
        if errors > 0 { return "\(errors.of("error")), \(warnings.of("warning")): a run would not do its work." }
        return warnings > 0 ? "\(warnings.of("warning")); a run can work." : "All is well."
    }
}
