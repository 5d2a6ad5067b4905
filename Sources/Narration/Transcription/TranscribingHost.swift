package import Core

/// Lends out what speaks, with a sidecar beside it that only listens to the takes.
///
/// The work does not depend on the listener: where it cannot start, or dies too often, takes are measured alone.
package struct TranscribingHost: SpeechHost {
    private let speaker: any SpeechHost
    private let listener: any SpeechHost
    private let restarts: Int
    private let backoff: Backoff

    /// - Parameters:
    ///   - speaker: What speaks.
    ///   - listener: A sidecar that transcribes.
    ///   - restarts: How often in a row it is started again without anything heard between.
    ///   - backoff: How long to wait before.
    package init(
        speaker: any SpeechHost,
        listener: any SpeechHost,
        restarts: Int,
        backoff: Backoff = .exponentialJitter(base: .seconds(1))
    ) {
        self.speaker = speaker
        self.listener = listener
        self.restarts = restarts
        self.backoff = backoff
    }

    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await speaker.withSynthesizer(observe: observe) { synthesizer in
            let ears = Ears()
            return try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask {
                    await listen(with: ears, observe)
                    return nil
                }
                group.addTask {
                    let heard =
                        switch try await ears.hearing() {
                        case .good(let first):
                            HeardSynthesizer(
                                voice: synthesizer,
                                transcriber: LastingTranscriber(first: first, ears: ears),
                                transcriptionTrouble: nil
                            )
                        case .none(let reason):
                            HeardSynthesizer(voice: synthesizer, transcriber: nil, transcriptionTrouble: reason)
                        }
                    return try await body(heard)
                }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                preconditionFailure("the work ends with a result or an error")
            }
        }
    }

    package func killNow() {
        speaker.killNow()
        listener.killNow()
    }

    /// Keeps a listener up until the task is cancelled, or there is none to be had.
    private func listen(with ears: Ears, _ observe: @escaping @Sendable (SidecarEvent) async -> Void) async {
        var failuresInARow = 0
        var heard = 0
        while true {
            let trouble: String
            do {
                trouble = try await listener.withSynthesizer(observe: { await observe(.listening($0)) }) { sidecar in
                    guard let transcriber = sidecar.transcriber else {
                        return sidecar.transcriptionTrouble ?? "the sidecar does not transcribe."
                    }
                    await ears.open(transcriber)
                    // Longer than any run; the end of the work cancels it.
                    while true { try await Task.sleep(for: .seconds(3600)) }
                }
            } catch {
                guard !Task.isCancelled else { return }
                trouble = (error as? BatchError)?.message ?? "\(error)"
            }
            let wasThere = await ears.close()
            let nowHeard = await ears.heard
            failuresInARow = nowHeard > heard ? 1 : failuresInARow + 1
            heard = nowHeard
            // One that never came up will not come up later in the night.
            guard wasThere, failuresInARow <= restarts else { return await ears.giveUp(trouble) }
            guard (try? await Task.sleep(for: backoff.delay(afterAttempt: failuresInARow - 1))) != nil else { return }
        }
    }
}
