internal import Audio
package import Core
internal import Foundation

/// Makes takes: streams a request's audio into a file, watching its length and the clock.
package struct TakeRecorder: Sendable {
    package let synthesizer: any SpeechSynthesizer
    package let vault: TakeFiles
    private let patience: AnswerPatience
    private let examiner: TakeExaminer

    package init(
        synthesizer: any SpeechSynthesizer,
        vault: TakeFiles,
        patience: AnswerPatience,
        examiner: TakeExaminer = TakeExaminer(TakeChecks(verification: .off))
    ) {
        self.synthesizer = synthesizer
        self.vault = vault
        self.patience = patience
        self.examiner = examiner
    }

    /// The slowest speech that is believed, in characters a second, and what is allowed on top, in seconds.
    ///
    /// English is read at about 15 characters a second; a third of that at half speed is slower than any narrator.
    private static let slowestPace = 2.5
    private static let lengthAllowance = 10.0
    /// The silence that is allowed around and in speech whose length is known, in seconds.
    private static let silenceAllowance = 5.0

    /// The fastest speech that is believed at speed 1, in letters a second: four times a narrator's pace.
    private static let fastestPace = 60.0
    /// Texts with fewer letters may be a sigh.
    private static let tellingLetters = 20

    /// The share of samples at full scale from which on a take is noise; speech, however loud, touches it now and then.
    private static let mostFullScale = 0.1

    /// Records a take under its key.
    ///
    /// - Parameters:
    ///   - script: What is asked for.
    ///   - pause: The silence between its parts, where it has several, in seconds.
    /// - Returns: The take, with what was measured of it.
    /// - Throws: `BatchError`; nothing is left on the disk then.
    package func record(_ script: TakeScript, pause: Double = 0) async throws -> NewTake {
        guard script.parts.count > 1 else { return try await record(script.request, key: script.key) }
        var parts: [NewTake] = []
        defer { vault.remove(parts.compactMap(\.file)) }
        for (number, part) in script.parts.enumerated() {
            parts.append(try await record(part, key: "\(script.key)-\(number + 1)"))
        }
        return try join(parts, script, pause: pause)
    }

    private func join(_ parts: [NewTake], _ script: TakeScript, pause: Double) throws -> NewTake {
        let file = vault.file(forKey: script.key)
        let sampleRate = synthesizer.capabilities.sampleRate
        let writer = try TakeWriter(at: vault.url(of: file), sampleRate: sampleRate, isThorough: examiner.isThorough)
        defer { writer.discard() }
        let files = parts.compactMap(\.file).map(vault.url)
        try TakeJoiner.join(files, pause: pause, sampleRate: sampleRate, into: writer)
        guard let measures = writer.measures(saying: script.request.text) else {
            throw TakeTrouble.silent(script.request)
        }
        return take(
            script.request,
            key: script.key,
            try writer.commit(),
            seconds: parts.reduce(0) { $0 + $1.synthesisSeconds },
            measures
        )
    }

    private func take(
        _ request: SpeechRequest,
        key: String,
        _ summary: TakeSummary,
        seconds: Double,
        _ measures: TakeMeasures
    ) -> NewTake {
        NewTake(
            key: key,
            verdict: .accepted,
            file: vault.file(forKey: key),
            checksum: summary.checksum,
            samples: summary.samples,
            sampleRate: summary.sampleRate,
            seed: request.seed,
            synthesisSeconds: seconds,
            review: examiner.review(measures, of: request)
        )
    }

    private func record(_ request: SpeechRequest, key: String) async throws -> NewTake {
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
            throw synthesizer.noSpeechError(error)
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
                patience.note(request, seconds: try await listen(to: request, writer, synthesizer).seconds)
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
            throw TakeTrouble.late(request, after: limit)
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
        let writer = try TakeWriter(
            at: vault.url(of: file),
            sampleRate: capabilities.sampleRate,
            isThorough: examiner.isThorough
        )
        defer { writer.discard() }
        let (seconds, measures) = try await listen(to: request, writer, synthesizer)
        let summary = try writer.commit()
        patience.note(request, seconds: seconds)
        return take(request, key: key, summary, seconds: seconds, measures)
    }

    /// Takes an answer down, and refuses what is no speech at all.
    ///
    /// - Returns: The seconds from the request to the end of its audio, and what was measured of it.
    private func listen(
        to request: SpeechRequest,
        _ writer: TakeWriter,
        _ synthesizer: any SpeechSynthesizer
    ) async throws -> (seconds: Double, measures: TakeMeasures) {
        let limit = longestAudio(of: request)
        let start = SuspendingClock.now
        try await synthesizer.synthesize(request) { chunk in
            try writer.append(chunk)
            guard writer.seconds <= limit else { throw TakeTrouble.runaway(request, writer.seconds) }
        }
        let seconds = (SuspendingClock.now - start).seconds
        guard let measures = writer.measures(saying: request.text) else { throw TakeTrouble.silent(request) }
        guard measures.clipped <= Self.mostFullScale else { throw TakeTrouble.noise(request) }
        guard writer.seconds >= Self.shortestAudio(of: request) else {
            throw TakeTrouble.swallowed(request, writer.seconds)
        }
        return (seconds, measures)
    }

    /// Seconds of audio past which a take is a runaway.
    private func longestAudio(of request: SpeechRequest) -> Double {
        let believable = Self.lengthAllowance + Double(request.text.count) / Self.slowestPace / request.speed
        return examiner.longestSpeech(for: request).map { min(believable, $0 + Self.silenceAllowance) } ?? believable
    }

    /// Seconds of audio below which text was swallowed.
    private static func shortestAudio(of request: SpeechRequest) -> Double {
        let letters = request.text.count { $0.isLetter || $0.isNumber }
        return letters > tellingLetters ? Double(letters) / fastestPace / request.speed : 0
    }
}

extension Duration {
    /// The length in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
