/// Something that turns text into speech: a running sidecar, endpoints that someone else runs or, in tests, a fake one.
package protocol SpeechSynthesizer: Sendable {
    /// What the endpoint offers; constant while it is online.
    var capabilities: SpeechCapabilities { get }

    /// What writes down what is said in its takes, where it has something that does; constant while it is online.
    var transcriber: (any SpeechTranscriber)? { get }

    /// Why nothing writes takes down although something was meant to, as a sentence; nil where all is as it was meant.
    var transcriptionTrouble: String? { get }

    /// Synthesises one request and hands over the audio while it is made.
    ///
    /// - Parameters:
    ///   - request: The text and the voice.
    ///   - receive: Gets mono 16-bit samples at `capabilities.sampleRate`, in order; its errors end the request.
    /// - Throws: `BatchError` with a `synthesis.…` or `sidecar.…` code; `CancellationError` when the task is cancelled.
    ///   Audio received before an error is incomplete and must be discarded.
    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws

    /// Makes sure that the endpoint still answers, and is still the same.
    ///
    /// - Throws: `BatchError` with `sidecar.unresponsive` or `sidecar.impostor`, or an `endpoint.…` code.
    func confirm() async throws

    /// Waits until there is room for a request, and lends the room to some work.
    ///
    /// How long an answer may take is counted from there. Where there are several endpoints, work that fails for a reason of
    /// the endpoint's is done again with another one: it must begin anew each time.
    /// - Parameter body: The work for one request, with what has the room.
    /// - Returns: The result of the work.
    /// - Throws: What `body` throws; an `endpoint.…` code when no endpoint can be used.
    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result

    /// What to throw when even a few plain words got no speech.
    func speechless(_ cause: BatchError) -> BatchError
}

extension SpeechSynthesizer {
    package var transcriber: (any SpeechTranscriber)? { nil }
    package var transcriptionTrouble: String? { nil }

    package func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await body(self)
    }

    package func speechless(_ cause: BatchError) -> BatchError {
        BatchError(
            .sidecarUnresponsive,
            "The endpoint does not speak: even a few plain words got no speech. \(cause.message)",
            remedy: "Look into the sidecar's log, logs/sidecar.log in the home folder, then run again.",
            details: ["cause": cause.code.rawValue]
        )
    }
}
