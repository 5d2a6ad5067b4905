package import Core
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

extension CheckupReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case findings, generatedAt, schema
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(findings, forKey: .findings)
        try object.encode(generatedAt, forKey: .generatedAt)
        try object.encode(Report.schema, forKey: .schema)
    }
}

/// What became of one thing that `doctor` looked at.
package struct Finding: Sendable, Hashable {
    /// How much it matters.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        case ok
        /// Nothing is wrong, but it may explain something.
        case note
        /// A run works, but not as well as it could, or not for long.
        case warning
        /// A run does not work.
        case error
    }

    /// What was looked at, by a stable name such as `queue`.
    package let check: String
    package let severity: Severity
    package let message: String
    /// What to do; there is one whenever something is wrong.
    package let remedy: String?
    /// The error that a run would meet.
    package let code: ErrorCode?
    /// Further facts of the error, by name, such as the last lines of an engine's log.
    package let details: [String: String]

    package init(_ severity: Severity, _ check: String, _ message: String, remedy: String? = nil) {
        self.check = check
        self.severity = severity
        self.message = message
        self.remedy = remedy
        code = nil
        details = [:]
    }

    package init(_ check: String, _ error: BatchError, severity: Severity = .error) {
        self.check = check
        self.severity = severity
        message = error.message
        remedy = error.remedy
        code = error.code
        details = error.details
    }
}

extension Finding: Encodable {
    private enum CodingKeys: String, CodingKey {
        case check, code, details, message, remedy, severity
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(check, forKey: .check)
        try object.encode(code?.rawValue, forKey: .code)
        try object.encode(details, forKey: .details)
        try object.encode(message, forKey: .message)
        try object.encode(remedy, forKey: .remedy)
        try object.encode(severity.rawValue, forKey: .severity)
    }
}
