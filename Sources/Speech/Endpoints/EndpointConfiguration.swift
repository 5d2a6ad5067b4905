internal import Foundation

/// A speech server that someone else runs, and how it is to be used.
package struct EndpointConfiguration: Sendable, Hashable {
    /// Where it is: scheme, host and port, and a path where it is not at the root; `/v1` may be at the end.
    package var url: String
    package var dialect: SpeechDialect
    package var token: EndpointToken?
    /// The model to ask for; nil takes the only one it has.
    package var model: String?
    /// Requests in flight at once.
    package var maxConcurrency: Int
    /// Samples a second; nil takes what it answers.
    package var sampleRate: Int?
    /// The voices it has; empty asks it.
    package var voices: [String]
    /// A file with the certificates (PEM) of authorities that are trusted beside the system's.
    package var certificateFile: String?
    /// How long its first words may take.
    package var responseTimeout: Duration

    package init(
        url: String,
        dialect: SpeechDialect = .openAI,
        token: EndpointToken? = nil,
        model: String? = nil,
        maxConcurrency: Int = 4,
        sampleRate: Int? = nil,
        voices: [String] = [],
        certificateFile: String? = nil,
        responseTimeout: Duration = .seconds(60)
    ) {
        self.url = url
        self.dialect = dialect
        self.token = token
        self.model = model
        self.maxConcurrency = maxConcurrency
        self.sampleRate = sampleRate
        self.voices = voices
        self.certificateFile = certificateFile
        self.responseTimeout = responseTimeout
    }

    var endpoint: SpeechEndpoint {
        SpeechEndpoint(
            owner: .profile(url: url),
            base: Self.base(of: url),
            token: token,
            dialect: dialect,
            certificateFile: certificateFile
        )
    }

    /// The address to which the routes are added.
    private static func base(of url: String) -> String {
        var base = Substring(url)
        while base.hasSuffix("/") { base.removeLast() }
        return String(base.hasSuffix("/v1") ? base.dropLast(3) : base)
    }

    /// The names of this machine, as seen from itself.
    private static let loopback: Set = ["localhost", "127.0.0.1", "::1", "[::1]"]

    /// An address in the one spelling that all addresses of the same server come to.
    package static func place(of url: String) -> String {
        let base = base(of: url)
        guard var parts = URLComponents(string: base) else { return base }
        parts.scheme = parts.scheme?.lowercased()
        parts.host = parts.host?.lowercased()
        if let host = parts.host, loopback.contains(host) { parts.host = "localhost" }
        parts.port = parts.port ?? (parts.scheme == "https" ? 443 : 80)
        return parts.string ?? base
    }
}
