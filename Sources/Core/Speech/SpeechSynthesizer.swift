/// Turns text into speech: a running sidecar, endpoints that someone else runs or, in tests, a fake one.
package protocol SpeechSynthesizer: Sendable {
    /// What the endpoint offers; constant while it is online.
    var capabilities: SpeechCapabilities { get }

    /// What transcribes its takes, if it can; constant while it is online.
    var transcriber: (any SpeechTranscriber)? { get }

    /// Why takes are not transcribed although they should be, as a sentence; nil where nothing is wrong.
    var transcriptionTrouble: String? { get }

    /// Synthesises one request and hands the audio over as it arrives.
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

    /// Waits for a free place for one request, and runs some work in it.
    ///
    /// Timeouts count from there. Where there are several endpoints, work that fails through the endpoint's
    /// fault is done again with another one: it must start from the beginning each time.
    /// - Parameter body: The work for one request, given the endpoint that has a free place.
    /// - Returns: The result of the work.
    /// - Throws: What `body` throws; an `endpoint.…` code when no endpoint can be used.
    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result

    /// The error to throw when even a few test words gave no audio.
    func noSpeechError(_ cause: BatchError) -> BatchError
}

extension SpeechSynthesizer {
    package var transcriber: (any SpeechTranscriber)? { nil }
    package var transcriptionTrouble: String? { nil }

    package func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await body(self)
    }

    package func noSpeechError(_ cause: BatchError) -> BatchError {
        BatchError(
            .sidecarUnresponsive,
            "The endpoint does not speak: even a few plain words got no speech. \(cause.message)",
            remedy: "Look into the sidecar's log, logs/sidecar.log in the home folder, then run again.",
            details: ["cause": cause.code.rawValue]
        )
    }
}

/// One request to a speech endpoint: a segment's text and everything that shapes how it sounds.
package struct SpeechRequest: Sendable, Hashable, Codable {
    package var text: String
    package var voice: String
    /// A BCP 47 tag such as `en-US`, or nil to let the engine decide.
    package var language: String?
    /// How to speak, in words, for engines that follow them.
    package var instructions: String?
    /// 1 is the voice's own pace.
    package var speed: Double
    package var seed: Int

    package init(
        text: String,
        voice: String,
        language: String? = nil,
        instructions: String? = nil,
        speed: Double = 1,
        seed: Int
    ) {
        self.text = text
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
        self.seed = seed
    }

    /// A few words that every engine can speak, to test whether it works.
    ///
    /// - Parameters:
    ///   - voice: One that it has.
    ///   - isDescribed: Whether the voice has to be described, as for a model that has none of its own.
    /// - Returns: The request.
    package static func plainWords(voice: String, isDescribed: Bool) -> SpeechRequest {
        let instructions = isDescribed ? "A calm voice." : nil
        return SpeechRequest(text: "One, two, three.", voice: voice, instructions: instructions, seed: 1)
    }
}

/// Starts speech endpoints, gives them to some work, and stops again what it started.
package protocol SpeechHost: Sendable {
    /// Starts the endpoint, runs `body` with it, and stops it whatever the outcome.
    ///
    /// When the endpoint dies while `body` runs, `body` is cancelled.
    /// - Parameters:
    ///   - observe: Is called with every change, in order.
    ///   - body: The work; its error is thrown.
    /// - Returns: The result of the work.
    /// - Throws: `BatchError` with a `sidecar.…` or `endpoint.…` code when the endpoint cannot start, dies or cannot be used.
    func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result

    /// Kills at once what it started; for a second interrupt.
    func killNow()
}

extension SpeechHost {
    package func killNow() {}
}
