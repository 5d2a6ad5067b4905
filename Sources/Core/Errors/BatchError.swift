/// Trouble that a person can act on: a stable code, what happened, what to do now.
package struct BatchError: Error, Sendable, Hashable, Codable {
    /// The stable code that scripts match on.
    package let code: ErrorCode
    /// What happened, as one sentence.
    package let message: String
    /// What to do now, as one sentence.
    package let remedy: String
    /// Further facts by name, such as the places searched or the last lines of a log.
    package let details: [String: String]

    package init(_ code: ErrorCode, _ message: String, remedy: String, details: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = details
    }
}

extension BatchError: CustomStringConvertible {
    package var description: String { "\(message) [\(code.rawValue)] \(remedy)" }
}
