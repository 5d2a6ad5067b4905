internal import BatchCore
internal import Foundation
internal import SoundFiles

/// Gets takes: finds them on the disk, or has them recorded, and listens to them.
struct TakeMaker: Sendable {
    /// A take, judged as far as the run wants it judged.
    struct Result: Sendable {
        var take: NewTake
        /// Whether it was on disk already.
        var isKnown: Bool

        /// Whether it may become part of the book without more ado.
        var isGood: Bool
    }

    let store: any RunStore
    let recorder: TakeRecorder
    let ledger: TakeLedger
    let examiner: TakeExaminer
    let transcripts: TranscriptCheck?
    let unheard: UnheardTakes
    /// Bounds the requests in flight, however many takes are being listened to.
    let engine: Gate
    let suspects: CrashSuspects
    let pauses: PauseLengths
    let observe: @Sendable (RunEvent) async -> Void

    /// A take that is there already, judged as this run judges; nil when there is none.
    func known(_ script: TakeScript, for segment: Segment) async throws -> Result? {
        guard let take = try await known(script.key) else { return nil }
        return try await judged(take, isKnown: true, script.request, segment)
    }

    /// A take for what is asked for, known or new.
    ///
    /// - Throws: `BatchError`; whoever asks holds the key.
    func take(_ script: TakeScript, for segment: Segment) async throws -> Result {
        if let known = try await known(script, for: segment) { return known }
        return try await judged(try await record(script, for: segment), isKnown: false, script.request, segment)
    }

    /// Judges a take by today's limits, whatever was thought of it before.
    private func judged(
        _ take: NewTake,
        isKnown: Bool,
        _ request: SpeechRequest,
        _ segment: Segment
    ) async throws -> Result {
        guard examiner.isThorough else { return Result(take: take, isKnown: isKnown, isGood: true) }
        var take = take
        if isKnown {
            let heard = take.review?.transcript
            let file = take.file.map(recorder.vault.url)
            guard let measures = try take.review?.measures ?? file.flatMap(TakeMeter.measures) else {
                throw TakeTrouble.silent(request)
            }
            take.review = examiner.review(measures, of: request)
            take.review?.transcript = heard
        }
        take = try await listened(to: take, request, segment)
        let isGood = take.review?.isGood ?? true
        if isGood, let review = take.review { examiner.learn(from: review, of: request) }
        return Result(take: take, isKnown: isKnown, isGood: isGood)
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

    private func listened(to take: NewTake, _ request: SpeechRequest, _ segment: Segment) async throws -> NewTake {
        let language = language(of: request)
        // What is flawed already is not worth a transcript.
        guard let transcripts, transcripts.knows(language), let file = take.file, var review = take.review,
            review.isGood
        else { return take }
        if let transcript = review.transcript {
            var take = take
            take.review?.findings = transcripts.findings(transcript, text: request.text)
            return take
        }
        do {
            let recording = recorder.vault.url(of: file)
            let (transcript, findings) = try await transcripts.review(recording, text: request.text, language: language)
            review.transcript = transcript
            review.findings += findings
        } catch let error as BatchError where error.code == .transcriptFailed {
            // How many they are is told when the book is finished.
            guard unheard.note(error, of: segment.jobID) else { return take }
            let note = Diagnostic(
                .warning,
                code: "take.notHeard",
                message: "A take was measured and not compared with its text: \(error.message)"
            )
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
