/// Something noteworthy in the input that does not stop the work.
package struct Diagnostic: Sendable, Hashable, Codable {
    /// How much the finding matters.
    package enum Severity: String, Sendable, Hashable, Codable {
        case note
        case warning
    }

    package let severity: Severity
    /// A stable name, such as `text.encodingFallback`.
    package let code: String
    package let message: String
    /// The 1-based line of the source, where there is one.
    package let line: Int?

    package init(_ severity: Severity, code: String, message: String, line: Int? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
        self.line = line
    }
}
