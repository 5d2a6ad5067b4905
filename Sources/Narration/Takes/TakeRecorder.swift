package import Core
internal import Audio
internal import Foundation
internal import LocalSystem
package import Quality

/// Has takes spoken: streams a request's audio into a file, watching its length and the clock.
package struct TakeRecorder: Sendable {
    package let synthesizer: any SpeechSynthesizer
    package let files: TakeFiles
    private let timeout: AdaptiveTimeout
    private let gate: TakeQualityGate
    let clock: RunClock
    /// Takes are measured, hashed, written and synced while they come in.
    private static let executor = BlockingExecutor()

    package init(
        synthesizer: any SpeechSynthesizer,
        files: TakeFiles,
        timeout: AdaptiveTimeout,
        gate: TakeQualityGate = TakeQualityGate(.off),
        clock: RunClock = .system
    ) {
        self.synthesizer = synthesizer
        self.files = files
        self.timeout = timeout
        self.gate = gate
        self.clock = clock
    }

    /// Records a take under its key.
    ///
    /// - Parameters:
    ///   - plan: What is asked for.
    ///   - pause: The silence between its parts, where it has several, in seconds.
    ///   - usesPace: Whether an answer that runs on past what the voice's learned pace explains is broken off.
    /// - Returns: The take, with its review.
    /// - Throws: `BatchError`; nothing is left on the disk then.
    package func record(_ plan: SynthesisPlan, pause: Double = 0, usesPace: Bool = true) async throws -> NewTake {
        guard plan.parts.count > 1 else { return try await record(plan.request, key: plan.key, usesPace: usesPace) }
        var parts: [NewTake] = []
        defer { files.remove(parts.compactMap(\.file)) }
        for (number, part) in plan.parts.enumerated() {
            parts.append(try await record(part, key: "\(plan.key)-\(number + 1)", usesPace: usesPace))
        }
        let takes = parts
        return try await BlockingWork.run { try join(takes, plan, pause: pause) }
    }

    /// Records a pause in the place of a text that no take could be had of.
    ///
    /// - Parameters:
    ///   - plan: What was asked for.
    ///   - seconds: The length of the pause.
    /// - Returns: An accepted take that is flagged.
    /// - Throws: `BatchError` with an `output.…` code.
    func recordGap(_ plan: SynthesisPlan, seconds: Double) async throws -> NewTake {
        let key = "gap-\(Int((seconds * 1_000).rounded()))-\(plan.key)"
        let finding = TakeFinding(.notSpoken, measured: 0, limit: 0, severity: 100)
        let sampleRate = synthesizer.capabilities.sampleRate
        let place = files.url(of: files.file(forKey: key))
        let summary = try await BlockingWork.run {
            let writer = try TakeWriter(at: place, sampleRate: sampleRate)
            defer { writer.discard() }
            try writer.append([Int16](repeating: 0, count: Int(seconds * Double(sampleRate)))[...])
            return try writer.commit()
        }
        let review = TakeReview(measures: TakeMeasures(), findings: [finding])
        return take(plan.request, key: key, summary, seconds: 0, review)
    }

    private func join(_ parts: [NewTake], _ plan: SynthesisPlan, pause: Double) throws -> NewTake {
        let sampleRate = synthesizer.capabilities.sampleRate
        let place = files.url(of: files.file(forKey: plan.key))
        let writer = try TakeWriter(at: place, sampleRate: sampleRate, isThorough: gate.isThorough)
        defer { writer.discard() }
        try TakeJoiner.join(
            parts.compactMap(\.file).map(files.url),
            pause: pause,
            sampleRate: sampleRate,
            into: writer
        )
        let review = try accepted(writer, plan.request)
        let seconds = parts.reduce(0) { $0 + $1.synthesisSeconds }
        return take(plan.request, key: plan.key, try writer.commit(), seconds: seconds, review)
    }

    private func take(
        _ request: SpeechRequest,
        key: String,
        _ summary: TakeSummary,
        seconds: Double,
        _ review: TakeReview?
    ) -> NewTake {
        NewTake(
            key: key,
            verdict: .accepted,
            file: files.file(forKey: key),
            checksum: summary.checksum,
            samples: summary.samples,
            sampleRate: summary.sampleRate,
            seed: request.seed,
            synthesisSeconds: seconds,
            review: review
        )
    }

    /// The review of what was written; an answer that is no speech of the text is an error.
    private func accepted(_ writer: TakeWriter, _ request: SpeechRequest) throws -> TakeReview? {
        let evidence = TakeQualityGate.Evidence(
            request: request,
            audioSeconds: writer.seconds,
            measures: writer.measures(saying: request.text)
        )
        switch gate.verdict(of: evidence) {
        case .good(let review): return review
        case .flawed(let review): return review
        case .unusable(let error): throw error
        }
    }

    private func record(_ request: SpeechRequest, key: String, usesPace: Bool) async throws -> NewTake {
        try await synthesizer.withRoom { synthesizer in
            try await inTime(request, synthesizer) {
                let place = files.url(of: files.file(forKey: key))
                let sampleRate = synthesizer.capabilities.sampleRate
                let writer = try TakeWriter(at: place, sampleRate: sampleRate, isThorough: gate.isThorough)
                defer { writer.discard() }
                let (seconds, review) = try await receive(request, writer, synthesizer, usesPace: usesPace)
                let summary = try writer.commit()
                timeout.note(request, seconds: seconds)
                return take(request, key: key, summary, seconds: seconds, review)
            }
        }
    }

    /// Makes sure that the endpoint speaks at all, before a text, or the options of its job, are blamed for its answers.
    ///
    /// - Parameter start: A good answer to any request since then is proof enough.
    /// - Throws: `BatchError` of the surroundings when it cannot speak a few plain words either.
    func confirmSpeech(since start: RunClock.Instant) async throws {
        if timeout.hasAnswered(since: start) { return }
        do {
            let capabilities = synthesizer.capabilities
            let isDescribed = capabilities.requiresInstructions
            try await probe(.plainWords(voice: capabilities.defaultVoice, isDescribed: isDescribed))
        } catch let error as BatchError where error.code.rawValue.hasPrefix("synthesis.") {
            throw synthesizer.noSpeechError(error)
        }
    }

    /// Has a request spoken, and keeps nothing of it.
    ///
    /// - Throws: What `record` throws.
    func probe(_ request: SpeechRequest) async throws {
        try await synthesizer.withRoom { synthesizer in
            try await inTime(request, synthesizer) {
                let place = files.url(of: files.file(forKey: "probe"))
                let writer = try TakeWriter(at: place, sampleRate: synthesizer.capabilities.sampleRate)
                defer { writer.discard() }
                let (seconds, _) = try await receive(request, writer, synthesizer, usesPace: false)
                timeout.note(request, seconds: seconds)
            }
        }
    }

    /// Writes an answer while it comes in.
    ///
    /// - Returns: The seconds from the request to the end of its audio, and the review.
    private func receive(
        _ request: SpeechRequest,
        _ writer: TakeWriter,
        _ synthesizer: any SpeechSynthesizer,
        usesPace: Bool
    ) async throws -> (seconds: Double, review: TakeReview?) {
        let start = clock.now
        try await synthesizer.synthesize(request) { chunk in
            try writer.append(chunk)
            if let error = gate.runaway(after: writer.seconds, of: request, usesPace: usesPace) { throw error }
        }
        let seconds = (clock.now - start).seconds
        return (seconds, try accepted(writer, request))
    }

    private func inTime<Value: Sendable>(
        _ request: SpeechRequest,
        _ synthesizer: any SpeechSynthesizer,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = timeout.limit(for: request)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask(executorPreference: Self.executor) { try await body() }
            group.addTask {
                try await wait(limit)
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
    private func wait(_ limit: Duration) async throws {
        let deadline = clock.now + limit
        while clock.now < deadline {
            try await clock.sleep(until: min(deadline, clock.now + Self.longestSleep))
        }
    }

    private static func late(_ request: SpeechRequest, after limit: Duration) -> BatchError {
        BatchError(
            .synthesisTimeout,
            "The speech for \(request.text.count) characters was not complete after \(limit.components.seconds) s.",
            remedy: "Raise response_timeout in the profile if the engine is slow."
        )
    }
}

extension Duration {
    /// The length in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
