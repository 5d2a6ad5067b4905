internal import Core
internal import TextKit

extension TextReportRenderer {
    func runs(_ runs: [RunReport]) -> String {
        let texts = runs.map { report in
            let run = report.run
            let totals = run.totals
            var facts = ["\(moment(run.startedAt)), \(report.wallSeconds.spoken)"]
            let jobs = [
                (totals.jobsCompleted, "completed"), (totals.jobsFailed, "failed"), (totals.jobsBlocked, "blocked"),
            ]
            let counts = jobs.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            facts.append(counts.isEmpty ? "no job finished" : counts.joined(separator: ", "))
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

    func sessions(_ sessions: [SidecarSessionReport]) -> String {
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
