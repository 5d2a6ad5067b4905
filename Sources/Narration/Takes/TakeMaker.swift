internal import Audio
internal import Core
internal import Foundation
internal import NIOConcurrencyHelpers
internal import Quality

/// Gets takes: finds them on the disk, or has them recorded, and listens to them.
struct TakeMaker: Sendable {
    /// A take, judged as far as the run wants it judged.
    struct Result: Sendable {
        var take: NewTake
        var standing: TakeRowState
        /// Whether it may become part of the book without more ado.
        var isGood: Bool
    }

    let store: JobStore
    let recorder: TakeRecorder
    let ledger: TakeWriteBuffer
    let examiner: TakeExaminer
    let transcripts: TranscriptCheck?
    let unheard: UntranscribedTakes
    /// Bounds the requests in flight, however many takes are being listened to.
    let engine: PrioritySemaphore
    let suspects: CrashTriage
    let pauses: PauseLengths
    let observe: @Sendable (RunEvent) async -> Void

    /// A take that is there already, judged as this run judges; nil when there is none.
    ///
    /// What was found when it was judged a moment ago, in `before`, is not found out again.
    func known(_ script: TakeScript, for segment: Segment, judged before: Result? = nil) async throws -> Result? {
        guard let take = try await known(script.key) else { return nil }
        if let before, before.take.checksum == take.checksum { return before }
        let result = Result(take: take, standing: .known, isGood: true)
        return try await judged(result, script.request, segment)
    }

    /// A take for what is asked for, known or new.
    ///
    /// - Parameters:
    ///   - script: What is asked for.
    ///   - segment: Who wants it.
    ///   - isRetake: Whether it goes before the first takes of other segments.
    ///   - before: What was found when it was judged a moment ago, where it was there already.
    /// - Returns: The take, judged.
    /// - Throws: `BatchError`; whoever asks holds the key.
    func take(
        _ script: TakeScript,
        for segment: Segment,
        isRetake: Bool,
        judged before: Result?
    ) async throws -> Result {
        if let known = try await known(script, for: segment, judged: before) { return known }
        let take = try await record(script, for: segment, isRetake: isRetake)
        return try await judged(Result(take: take, standing: .new, isGood: true), script.request, segment)
    }

    /// Judges a take by today's limits, whatever was thought of it before.
    private func judged(_ found: Result, _ request: SpeechRequest, _ segment: Segment) async throws -> Result {
        guard examiner.isThorough else { return found }
        var result = found
        if result.standing == .known { result.take.review = try reviewAgain(result.take, request) }
        if let review = result.take.review {
            result.isGood = review.isGood
            if review.isGood { examiner.learn(from: review, of: request) }
        }
        // One that is flawed already is listened to only when no better one is to be had.
        guard result.isGood else { return result }
        result = try await listened(to: result, request, segment)
        result.isGood = result.take.review?.isGood ?? true
        return result
    }

    private func reviewAgain(_ take: NewTake, _ request: SpeechRequest) throws -> TakeReview? {
        let file = take.file.map(recorder.vault.url)
        guard
            let measures = try take.review?.measures
                ?? file.flatMap({ try TakeMeter.measures(of: $0, saying: request.text) })
        else { throw TakeTrouble.silent(request) }
        // What was heard stands, whoever listens now.
        return examiner.review(measures, of: request, heard: take.review?.transcript)
    }

    /// Records a take; when the sidecar dies meanwhile, the segment stays among those that may have been the cause.
    private func record(_ script: TakeScript, for segment: Segment, isRetake: Bool) async throws -> NewTake {
        try await engine.withPlace(isUrgent: isRetake) {
            // What only waited for a place when the sidecar died was not what it died of.
            try Task.checkCancellation()
            suspects.begin(segment, script.request)
            do {
                let take = try await recorder.record(script, pause: pauses.clause)
                suspects.end(segment)
                return take
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                suspects.end(segment)
                throw error
            }
        }
    }

    private func known(_ key: String) async throws -> NewTake? {
        // Those that wait for their entry first: once they are entered, the store has them.
        if let take = await ledger.take(withKey: key) { return take }
        guard let take = try await store.acceptedTake(key: key) else { return nil }
        if recorder.vault.holds(take.recording) { return take.recording }
        try await store.discardTake(key: key)
        return nil
    }

    /// A take with something wrong, listened to as closely as a good one is, since it may yet be the best.
    ///
    /// - Throws: `BatchError` of the surroundings.
    func heard(_ flawed: Result, _ script: TakeScript, for segment: Segment) async throws -> Result {
        try await listened(to: flawed, script.request, segment)
    }

    private func listened(to found: Result, _ request: SpeechRequest, _ segment: Segment) async throws -> Result {
        let language = language(of: request)
        var result = found
        guard let transcripts, transcripts.knows(language), let file = result.take.file,
            let review = result.take.review, review.transcript == nil
        else { return result }
        if result.standing == .new {
            // Its turn may come hours later.
            try await store.keep(result.take, for: segment)
            result.standing = .kept
        }
        do {
            let recording = recorder.vault.url(of: file)
            let (transcript, findings) = try await transcripts.review(recording, text: request.text, language: language)
            result.take.review?.transcript = transcript
            result.take.review?.add(findings)
        } catch let error as BatchError where error.code == .transcriptFailed {
            // How many they are is told when the book is finished.
            guard unheard.note(error, of: segment.jobID) else { return result }
            let note = Diagnostic(
                .warning,
                code: "take.notHeard",
                message: "A take was measured and not compared with its text: \(error.message)"
            )
            await observe(.noted(job: segment.jobID, note))
        }
        return result
    }

    private func language(of request: SpeechRequest) -> String? {
        recorder.synthesizer.capabilities.language(request.language, of: request.voice)
    }
}

/// Judges takes, and learns from good ones how fast each voice speaks.
package final class TakeExaminer: Sendable {
    let verification: Verification
    private let judge: TakeJudge
    private let transcriptJudge: TranscriptJudge
    private let habits = NIOLockedValueBox<[SpeechRequest: VoiceStatistics]>([:])

    package init(_ checks: TakeChecks) {
        verification = checks.verification
        judge = TakeJudge(limits: checks.limits)
        transcriptJudge = TranscriptJudge(limits: checks.transcriptLimits)
    }

    /// Whether takes are measured in full.
    var isThorough: Bool { verification != .off }

    /// Seconds of speech past which the answer to a request is a runaway; nil while the voice's pace is unknown.
    func longestSpeech(for request: SpeechRequest) -> Double? {
        isThorough ? judge.longestSpeech(expected: expected(request)) : nil
    }

    /// What is to be said of a take that was measured, and of what was heard in it, if anybody listened before.
    func review(
        _ measures: TakeMeasures,
        of request: SpeechRequest,
        heard transcript: TakeTranscript? = nil
    ) -> TakeReview? {
        guard isThorough else { return nil }
        var measures = measures
        habits.withLockedValue { $0[Self.manner(of: request)] }?.predict(for: request.text, in: &measures)
        var review = TakeReview(measures: measures, transcript: transcript, findings: judge.findings(measures))
        if let transcript { review.add(transcriptJudge.findings(transcript, text: request.text)) }
        return review
    }

    /// Learns from a take that is good.
    func learn(from review: TakeReview, of request: SpeechRequest) {
        habits.withLockedValue { habits in
            habits[Self.manner(of: request), default: VoiceStatistics()]
                .note(review.measures, of: request.text)
        }
    }

    private func expected(_ request: SpeechRequest) -> Double? {
        habits.withLockedValue { $0[Self.manner(of: request)]?.seconds(for: request.text) }
    }

    /// All that a pace depends on: a request without its text and seed.
    private static func manner(of request: SpeechRequest) -> SpeechRequest {
        var manner = request
        manner.text = ""
        manner.seed = 0
        return manner
    }
}

/// Has takes written down, and compares that with their text.
struct TranscriptCheck: Sendable {
    private let transcriber: any SpeechTranscriber
    private let judge: TranscriptJudge
    private let gate: PrioritySemaphore

    init(_ transcriber: any SpeechTranscriber, limits: TranscriptLimits) {
        self.transcriber = transcriber
        judge = TranscriptJudge(limits: limits)
        gate = PrioritySemaphore(places: transcriber.maxConcurrency)
    }

    /// The transcript of a take and what is wrong with it.
    ///
    /// What is not heard at first is believed only when it is not heard by a closer listen either.
    /// - Parameters:
    ///   - recording: The take's file.
    ///   - text: What it is meant to say.
    ///   - language: A BCP 47 tag.
    /// - Returns: The transcript, and the findings, none where the text is heard.
    /// - Throws: What the transcriber throws.
    func review(_ recording: URL, text: String, language: String?) async throws -> (TakeTranscript, [TakeFinding]) {
        try await gate.withPlace {
            try Task.checkCancellation()
            let comparison = TranscriptComparison(language: language)
            var result: (TakeTranscript, [TakeFinding])?
            for isThorough in [false, true] {
                let heard = try await transcriber.transcript(
                    of: recording,
                    language: language,
                    isThorough: isThorough
                )
                let transcript = comparison.compare(text: text, heard: heard, model: transcriber.model)
                let findings = judge.findings(transcript, text: text)
                if findings.isEmpty { return (transcript, []) }
                result = (transcript, findings)
            }
            guard let result else { preconditionFailure("a take is listened to at least once") }
            return result
        }
    }

    /// Whether it can listen to this language.
    func knows(_ language: String?) -> Bool { transcriber.knows(language) }
}
