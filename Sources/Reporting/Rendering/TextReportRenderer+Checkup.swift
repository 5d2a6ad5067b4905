internal import Core
internal import TextKit

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
