internal import BatchCore
internal import Foundation

/// Gets takes: finds them on the disk, or has them recorded, and listens to them.
struct TakeMaker: Sendable {
    /// A take, judged as far as the run wants it judged.
    struct Result: Sendable {
        var take: NewTake
        /// Whether it was on disk already.
        var isKnown: Bool

        /// Whether it may become part of the book without more ado.
        var isGood: Bool { take.review?.isGood ?? true }
    }

    let store: any RunStore
    let recorder: TakeRecorder
    let ledger: TakeLedger
    let examiner: TakeExaminer
    let transcripts: TranscriptCheck?
    /// Bounds the requests in flight, however many takes are being listened to.
    let engine: Gate
    let suspects: CrashSuspects
    let pauses: PauseLengths
    let observe: @Sendable (RunEvent) async -> Void

    /// A take that was accepted before, as it is wanted now; nil when there is none.
    func settled(_ script: TakeScript) async throws -> Result? {
        guard let take = try await known(script.key), !isWorthListening(take, script.request) else { return nil }
        return Result(take: take, isKnown: true)
    }

    /// A take for what is asked for, known or new.
    ///
    /// - Throws: `BatchError`; whoever asks holds the key.
    func take(_ script: TakeScript, for segment: Segment) async throws -> Result {
        let known = try await known(script.key)
        var take: NewTake
        if let known { take = known } else { take = try await record(script, for: segment) }
        if isWorthListening(take, script.request) { take = try await listened(to: take, script.request, segment) }
        if known == nil, let review = take.review, review.isGood { examiner.learn(from: review, of: script.request) }
        return Result(take: take, isKnown: known != nil)
    }

    /// Records a take; when the sidecar dies meanwhile, the segment stays among those that may have been the cause.
    private func record(_ script: TakeScript, for segment: Segment) async throws -> NewTake {
        try await engine.withPlace {
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

    /// Whether it passed so far, and is to be compared with its text.
    private func isWorthListening(_ take: NewTake, _ request: SpeechRequest) -> Bool {
        guard let transcripts, transcripts.knows(language(of: request)) else { return false }
        return take.review?.transcript == nil && take.review?.isGood ?? true
    }

    private func listened(to take: NewTake, _ request: SpeechRequest, _ segment: Segment) async throws -> NewTake {
        guard let transcripts, let file = take.file, var review = take.review else { return take }
        do {
            let recording = recorder.vault.url(of: file)
            let language = language(of: request)
            let (transcript, findings) = try await transcripts.review(recording, text: request.text, language: language)
            review.transcript = transcript
            review.findings += findings
        } catch let error as BatchError where error.code == .transcriptFailed {
            let note = Diagnostic(
                .warning,
                code: "take.notHeard",
                message: "Some takes were measured and not compared with their text: \(error.message)"
            )
            try await store.add(note, to: segment.jobID)
            await observe(.noted(job: segment.jobID, note))
        }
        var take = take
        take.review = review
        return take
    }

    private func language(of request: SpeechRequest) -> String? {
        recorder.synthesizer.capabilities.language(request.language, of: request.voice)
    }
}
