internal import Core

/// What speaks, with a transcriber that something else lends.
struct HeardSynthesizer: SpeechSynthesizer {
    let voice: any SpeechSynthesizer
    let transcriber: (any SpeechTranscriber)?
    let transcriptionTrouble: String?

    var capabilities: SpeechCapabilities { voice.capabilities }

    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        try await voice.synthesize(request, receive: receive)
    }

    func confirm() async throws { try await voice.confirm() }

    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await voice.withRoom(body)
    }

    func speechless(_ cause: BatchError) -> BatchError { voice.speechless(cause) }
}
