internal import Audio
internal import Core

/// One thing that was looked at of a book.
package struct VerifyFinding: Encodable, Sendable, Hashable {
    /// How much it matters.
    package enum Severity: String, Encodable, Sendable {
        case ok
        /// Something could not be looked at, or differs without harm.
        case note
        case warning
        /// The book is not what its manifest says.
        case error
    }

    package var severity: Severity
    /// The code of an error.
    package var code: ErrorCode?
    package var message: String

    package init(_ severity: Severity, _ message: String, code: ErrorCode? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
    }

    package init(_ fault: AudioFault) {
        switch fault.weight {
        case .good: self.init(.ok, fault.message)
        case .note: self.init(.note, fault.message)
        case .fault: self.init(.error, fault.message, code: .verifyAudioDiffers)
        }
    }
}
