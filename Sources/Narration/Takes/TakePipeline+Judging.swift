internal import Audio
internal import Core
internal import Foundation
internal import LocalSystem
internal import Quality
internal import QueueStore

/// What is found out of a take: its measures, and its transcript in its turn.
extension TakePipeline {
    /// Judges a take by what is known of it and by today's limits, whatever was thought of it before.
    ///
    /// - Parameters:
    ///   - take: The take.
    ///   - rowState: What the store knows of it.
    ///   - plan: What was asked for.
    ///   - keepsExpectation: Whether what was expected of it when it was measured first counts.
    /// - Returns: The take with its review.
    /// - Throws: `BatchError` when it is no speech of its text, or cannot be read.
    func measured(
        _ take: NewTake,
        rowState: TakeRowState,
        _ plan: SynthesisPlan,
        keepsExpectation: Bool = false
    ) async throws -> JudgedTake {
        guard gate.isThorough else { return JudgedTake(take: take, rowState: rowState, isGood: true) }
        let found = JudgedTake(take: take, rowState: rowState, isGood: false)
        var evidence = try await evidence(take, plan.request)
        evidence.keepsExpectation = keepsExpectation
        let result = try apply(evidence, to: found)
        if result.isGood, !keepsExpectation, let review = result.take.review {
            gate.learn(from: review, of: plan.request)
        }
        return result
    }

    /// What is known of a take; what was measured and heard once stands, whoever judges now.
    private func evidence(_ take: NewTake, _ request: SpeechRequest) async throws -> TakeQualityGate.Evidence {
        var measures = take.review?.measures
        if measures == nil, let file = take.file.map(recorder.files.url) {
            measures = try await BlockingWork.run { try TakeMeter.measures(of: file, saying: request.text) }
        }
        return TakeQualityGate.Evidence(
            request: request,
            audioSeconds: take.audioSeconds,
            measures: measures,
            transcript: take.review?.transcript
        )
    }

    private func apply(_ evidence: TakeQualityGate.Evidence, to result: JudgedTake) throws -> JudgedTake {
        var result = result
        switch gate.verdict(of: evidence) {
        case .good(let review): (result.isGood, result.take.review) = (true, review)
        case .flawed(let review): (result.isGood, result.take.review) = (false, review)
        case .unusable(let error): throw error
        }
        return result
    }

    /// The same candidate, transcribed if it was not yet: it may be the best that is to be had.
    func transcribed(
        _ candidate: TakeCandidates.Candidate,
        _ work: Work
    ) async throws -> TakeCandidates.Candidate {
        var candidate = candidate
        candidate.result = try await transcribed(candidate.result, candidate.plan, work)
        return candidate
    }

    func transcribed(_ found: JudgedTake, _ plan: SynthesisPlan, _ work: Work) async throws -> JudgedTake {
        guard let transcription, let file = found.take.file, lacksTranscript(found, plan) else { return found }
        var kept = found
        // Its turn may come hours later.
        if kept.rowState == .new { try await keep(&kept, work) }
        let waiting = kept
        work.isSpoken()
        do {
            return try await transcription.inTurn(work.priority()) {
                try await confirmClaim(work)
                var evidence = try await evidence(waiting.take, plan.request)
                evidence.transcript = try await knownTranscript(of: waiting.take)
                if evidence.transcript == nil {
                    evidence.transcript = try await transcription.transcript(
                        of: recorder.files.url(of: file),
                        saying: plan.request.text,
                        language: language(of: plan)
                    )
                }
                // What was expected of it when it was made counts, not what was learned while it waited.
                evidence.keepsExpectation = true
                let judged = try apply(evidence, to: waiting)
                // Before the next one's turn, which may be for the same take.
                await buffer.update(judged.take)
                return judged
            }
        } catch let error as BatchError where error.code == .transcriptFailed {
            try await note(untranscribed: error, work)
            return waiting
        }
    }

    /// The transcript of a take that another segment of the same text has had made meanwhile.
    private func knownTranscript(of take: NewTake) async throws -> TakeTranscript? {
        var known = await heldTake(take.key)
        if known == nil { known = try await storedTake(take.key) }
        return known?.checksum == take.checksum ? known?.review?.transcript : nil
    }

    /// Whether a take is to be compared with its text, and was not yet.
    func lacksTranscript(_ found: JudgedTake, _ plan: SynthesisPlan) -> Bool {
        guard let transcription, found.take.file != nil, let review = found.take.review else { return false }
        return review.transcript == nil && transcription.knows(language(of: plan))
    }

    private func language(of plan: SynthesisPlan) -> String? {
        recorder.synthesizer.capabilities.language(plan.request.language, of: plan.request.voice)
    }

    /// Records a take that was just made before its turn comes to be transcribed.
    func keep(_ found: inout JudgedTake, _ work: Work) async throws {
        try await store.keep(found.take, for: work.segment, by: work.claim)
        found.rowState = .kept
    }

    /// Tells the first time that a job's take could not be transcribed; how many they are is told with the finished book.
    private func note(untranscribed error: BatchError, _ work: Work) async throws {
        guard untranscribed.note(error, of: work.claim.job) else { return }
        let note = Diagnostic(
            .warning,
            code: "take.notHeard",
            message: "A take was measured and not compared with its text: \(error.message)"
        )
        try await store.record(.jobNoted(note), by: work.claim)
    }
}
