/// Where a speech server is, and who runs it: what a sidecar yields once it is ready, or what an `[[endpoint]]` of a profile says.
struct SpeechEndpoint: Sendable {
    /// Who runs the server; this decides what its errors are called, and how one makes sure that it is still the same.
    enum Owner: Sendable {
        /// This program; the instance is what the sidecar called itself when it was ready.
        case sidecar(instance: String)
        /// Someone else; the address is written as in the profile.
        case profile(url: String)
    }

    let owner: Owner
    /// Scheme, host and port, and a path where the server is not at the root; no slash at the end.
    let base: String
    let token: EndpointToken?
    let dialect: SpeechDialect
    /// A file with the certificates (PEM) of authorities that are trusted beside the system's.
    var certificateFile: String?

    var errors: SpeechErrors { SpeechErrors(endpoint: self) }
}

/// A secret for a speech endpoint, which nothing prints.
package struct EndpointToken: Sendable, Hashable {
    let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// A new one of 256 bits from the system's generator.
    static func random() -> EndpointToken {
        EndpointToken((0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined())
    }

    /// The text without the secret, should a server have repeated it.
    func removed(from text: String) -> String {
        value.isEmpty ? text : text.split(separator: value, omittingEmptySubsequences: false).joined(separator: "•••")
    }
}

extension EndpointToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
