internal import Audio
internal import Foundation
internal import Speech

extension ProfileKey {
    /// The table that a profile may hold several times.
    package static let endpointTable = "endpoint"

    private static let dialectNames = SpeechDialect.all.map { "\"\($0.name)\"" }.joined(separator: ", ")

    /// The keys of `[[endpoint]]`; each goes into the profile's last endpoint.
    package static let endpoint: [ProfileKey] = [
        text("endpoint.url", "an address such as \"http://127.0.0.1:8091\", without a name, a key or a query in it") {
            $1.lastEndpoint.url = $0
            return isAddress($0)
        },
        text("endpoint.dialect", "one of \(dialectNames)") { value, profile in
            guard let dialect = SpeechDialect.all.first(where: { $0.name == value }) else { return false }
            profile.lastEndpoint.dialect = dialect
            return true
        },
        text("endpoint.token_env", "the name of an environment variable, in capital letters, such as \"SPEECH_KEY\"") {
            $1.lastEndpoint.tokenVariable = $0
            // What does not look like a name may be the key itself, and would be shown as one.
            return $0.wholeMatch(of: #/[A-Z][A-Z0-9_]*/#) != nil
        },
        text("endpoint.model") {
            $1.lastEndpoint.model = $0
            return true
        },
        integer("endpoint.max_concurrency", in: 1...1024) { $1.lastEndpoint.maxConcurrency = $0 },
        integer("endpoint.sample_rate", in: 8000...192_000) { $1.lastEndpoint.sampleRate = $0 },
        ProfileKey("endpoint.voices", "a list of names such as [\"vivian\", \"ryan\"]") { value, profile in
            guard case .list(let names) = value, !names.isEmpty, !names.contains("") else { return false }
            profile.lastEndpoint.voices = names
            return true
        },
        text("endpoint.ca_file", "a path") {
            $1.lastEndpoint.certificateFile = $0
            return true
        },
        number("endpoint.response_timeout", in: 1...3600) {
            $1.lastEndpoint.responseTimeout = $0
            // A run has one patience for all.
            $1.responseTimeout = $1.endpoints.map(\.responseTimeout).max() ?? $0
        },
    ]

    private static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()) else {
            return false
        }
        let isBare = parts.user == nil && parts.password == nil && parts.query == nil && parts.fragment == nil
        return isBare && parts.host?.isEmpty == false
    }
}

extension Profile {
    fileprivate var lastEndpoint: EndpointSettings {
        get { endpoints[endpoints.count - 1] }
        set { endpoints[endpoints.count - 1] = newValue }
    }
}
