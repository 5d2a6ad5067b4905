/// Something that turns text into speech: a running sidecar or, in tests, a fake one.
package protocol SpeechSynthesizer: Sendable {
    /// What the endpoint offers; constant while it is online.
    var capabilities: SpeechCapabilities { get }

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
    /// - Throws: `BatchError` with `sidecar.unresponsive` or `sidecar.impostor`.
    func confirm() async throws
}
