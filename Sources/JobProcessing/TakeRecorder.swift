package import BatchCore
internal import Foundation
internal import SoundFiles

/// Makes takes: streams a request's audio into a file, watching its length and the clock.
package struct TakeRecorder: Sendable {
    package let synthesizer: any SpeechSynthesizer
    package let vault: TakeVault
    private let patience: AnswerPatience

    package init(synthesizer: any SpeechSynthesizer, vault: TakeVault, patience: AnswerPatience) {
        self.synthesizer = synthesizer
        self.vault = vault
        self.patience = patience
    }

    /// The slowest speech that is believed, in characters a second, and what is allowed on top, in seconds.
    ///
    /// English is read at about 15 characters a second; a third of that at half speed is slower than any narrator.
    private static let slowestPace = 2.5
    private static let lengthAllowance = 10.0

    /// The fastest speech that is believed at speed 1, in letters a second: four times a narrator's pace.
    private static let fastestPace = 60.0
    /// Texts with fewer letters may be a sigh.
    private static let tellingLetters = 20

    /// The share of samples at full scale from which on a take is noise; speech, however loud, touches it now and then.
    private static let mostFullScale = 0.1

    /// Records a take under its key.
    ///
    /// - Throws: `BatchError`; nothing is left on the disk then.
    package func record(_ request: SpeechRequest, key: String) async throws -> NewTake {
        try await synthesizer.withRoom { synthesizer in
            try await inTime(request, synthesizer) { try await recordAnswer(to: request, key: key, synthesizer) }
        }
    }

    /// Makes sure that the endpoint speaks at all, before a text, or the wishes of its job, are blamed for its answers.
    ///
    /// - Parameter start: A good answer to any request since then is proof enough.
    /// - Throws: `BatchError` of the surroundings when it cannot speak a few plain words either.
    func confirmSpeech(since start: SuspendingClock.Instant) async throws {
        if patience.hasHeard(since: start) { return }
        do {
            let capabilities = synthesizer.capabilities
            let isDescribed = capabilities.requiresInstructions
            try await rehearse(.plainWords(voice: capabilities.defaultVoice, isDescribed: isDescribed))
        } catch let error as BatchError where error.code.rawValue.hasPrefix("synthesis.") {
            throw synthesizer.speechless(error)
        }
    }

    /// Has a request spoken, and keeps nothing of it.
    ///
    /// - Throws: What `record` throws.
    func rehearse(_ request: SpeechRequest) async throws {
        try await synthesizer.withRoom { synthesizer in
            try await inTime(request, synthesizer) {
                let place = vault.url(of: vault.file(forKey: "probe"))
                let writer = try TakeWriter(at: place, sampleRate: synthesizer.capabilities.sampleRate)
                defer { writer.discard() }
                patience.note(request, seconds: try await listen(to: request, writer, synthesizer))
            }
        }
    }

    private func inTime<Value: Sendable>(
        _ request: SpeechRequest,
        _ synthesizer: any SpeechSynthesizer,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = patience.limit(for: request)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Self.wait(limit)
                return nil
            }
            defer { group.cancelAll() }
            if let value = try await group.next() ?? nil { return value }
            group.cancelAll()
            // It may have been complete at the last moment.
            if let value = try? await group.next() ?? nil { return value }
            // An endpoint that answers nothing at all is not the text's fault.
            try await synthesizer.confirm()
            throw Self.late(request, after: limit)
        }
    }

    /// How long a wait is at most that may be cancelled: it stays in memory until its time comes.
    private static let longestSleep = Duration.seconds(5)

    /// Waits in short pieces; a suspended machine is not a late answer.
    private static func wait(_ limit: Duration) async throws {
        let deadline = SuspendingClock.now + limit
        while SuspendingClock.now < deadline {
            try await Task.sleep(until: min(deadline, .now + longestSleep), clock: .suspending)
        }
    }

    private func recordAnswer(
        to request: SpeechRequest,
        key: String,
        _ synthesizer: any SpeechSynthesizer
    ) async throws -> NewTake {
        let capabilities = synthesizer.capabilities
        let file = vault.file(forKey: key)
        let writer = try TakeWriter(at: vault.url(of: file), sampleRate: capabilities.sampleRate)
        defer { writer.discard() }
        let seconds = try await listen(to: request, writer, synthesizer)
        let summary = try writer.commit()
        patience.note(request, seconds: seconds)
        return NewTake(
            key: key,
            verdict: .accepted,
            file: file,
            checksum: summary.checksum,
            samples: summary.samples,
            sampleRate: capabilities.sampleRate,
            seed: request.seed,
            synthesisSeconds: seconds
        )
    }

    /// Takes an answer down, and judges it.
    ///
    /// - Returns: The seconds from the request to the end of its audio.
    private func listen(
        to request: SpeechRequest,
        _ writer: TakeWriter,
        _ synthesizer: any SpeechSynthesizer
    ) async throws -> Double {
        let capabilities = synthesizer.capabilities
        let limit = Self.longestAudio(of: request) * Double(capabilities.sampleRate)
        var samples = 0
        let start = SuspendingClock.now
        try await synthesizer.synthesize(request) { chunk in
            samples += chunk.count
            guard Double(samples) <= limit else { throw Self.runaway(request, samples, capabilities.sampleRate) }
            try writer.append(chunk)
        }
        let seconds = (SuspendingClock.now - start).seconds
        guard writer.holdsSpeech else { throw Self.silent(request) }
        guard writer.fullScaleShare <= Self.mostFullScale else { throw Self.noise(request) }
        guard writer.seconds >= Self.shortestAudio(of: request) else { throw Self.swallowed(request, writer.seconds) }
        return seconds
    }

    /// Seconds of audio past which a take is a runaway.
    private static func longestAudio(of request: SpeechRequest) -> Double {
        lengthAllowance + Double(request.text.count) / slowestPace / request.speed
    }

    /// Seconds of audio below which text was swallowed.
    private static func shortestAudio(of request: SpeechRequest) -> Double {
        let letters = request.text.count { $0.isLetter || $0.isNumber }
        return letters > tellingLetters ? Double(letters) / fastestPace / request.speed : 0
    }

    private static func swallowed(_ request: SpeechRequest, _ seconds: Double) -> BatchError {
        let heard = (seconds * 10).rounded() / 10
        return BatchError(
            .synthesisBadAudio,
            "The engine swallowed text: it answered \(request.text.count) characters with \(heard) s of audio.",
            remedy: "Enqueue the job again with another --seed or voice, or change the text."
        )
    }

    private static func silent(_ request: SpeechRequest) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "The engine answered \(request.text.count) characters with silence.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    private static func noise(_ request: SpeechRequest) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "The engine answered \(request.text.count) characters with noise at full scale.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    private static func late(_ request: SpeechRequest, after limit: Duration) -> BatchError {
        BatchError(
            .synthesisTimeout,
            "The speech for \(request.text.count) characters was not complete after \(limit.components.seconds) s.",
            remedy: "Raise response_timeout in the profile if the engine is slow."
        )
    }

    private static func runaway(_ request: SpeechRequest, _ samples: Int, _ sampleRate: Int) -> BatchError {
        BatchError(
            .synthesisRunaway,
            "The engine ran on to \(samples / sampleRate) s for \(request.text.count) characters and was stopped.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }
}

extension Duration {
    /// The length in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
