internal import Core

/// One endpoint of which it is known what it is.
struct EndpointClient: SpeechSynthesizer {
    let connection: EndpointConnection
    let capabilities: SpeechCapabilities

    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        try await connection.speak(
            request,
            model: capabilities.model,
            form: connection.configuration.dialect.form(for: request),
            sampleRate: capabilities.sampleRate,
            receive: receive
        )
    }

    /// Makes sure that it answers at all.
    func confirm() async throws {
        _ = try await connection.list(SpeechRoute.models)
    }
}
