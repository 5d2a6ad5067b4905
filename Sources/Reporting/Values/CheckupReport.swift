package import Foundation

/// What `doctor` found.
package struct CheckupReport: Sendable, Hashable {
    package let findings: [Finding]
    package let generatedAt: Date

    package init(findings: [Finding], generatedAt: Date) {
        self.findings = findings
        self.generatedAt = generatedAt
    }

    package func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }
}

extension CheckupReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("findings", findings)
            writer.field("generatedAt", generatedAt)
            writer.field("schema", Report.schema)
        }
    }
}
