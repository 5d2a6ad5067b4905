internal import Audio
internal import Core
internal import Foundation
internal import LocalSystem
internal import Quality
internal import QueueStore

/// Gets a segment its take: looks for one that is there, has it spoken, judges it, chooses the best where none is good, and
/// enters it.
struct TakePipeline: Sendable {
    let store: JobStore
    let recorder: TakeRecorder
    let gate: TakeQualityGate
    /// Nil where takes are not compared with their text.
    let transcription: TakeTranscription?
    let untranscribed: UntranscribedTakes
    let buffer: TakeWriteBuffer
    /// Lets one at a time make, judge or remove the take with a certain key.
    let keys: KeyedLock
    /// Bounds the requests in flight, however many takes wait for their transcript.
    let engine: PrioritySemaphore
    let triage: CrashTriage
    /// How many takes of a segment are tried.
    let attempts: Int
    let pauses: PauseLengths
    let backoff: Backoff
    let clock: RunClock

    /// How long ago an endpoint may have spoken well for its refusals to be believed.
    private static let proofLasts = Duration.seconds(30)

    /// A take, judged as far as the run wants it judged.
    struct JudgedTake: Sendable {
        var take: NewTake
        var rowState: TakeRowState
        /// Whether it may become part of the book without more ado.
        var isGood: Bool
    }

    /// A segment on its way through the pipeline.
    private struct Work: Sendable {
        let segment: Segment
        let active: ActiveJob
        /// Called when the engine has answered for the first time, or is not needed for now.
        let isSpoken: @Sendable () -> Void
        /// What was found out of takes that were there already, by their keys.
        var known: [String: JudgedTake] = [:]

        var claim: Claim { active.claim }

        func priority(isRetake: Bool = false) -> WorkPriority {
            WorkPriority(segment, of: active.job, isRetake: isRetake)
        }
    }

    /// Gets a segment its take, trying again when there is none, or a bad one; of bad ones the best is better than none.
    ///
    /// - Parameters:
    ///   - segment: A claimed segment.
    ///   - active: Its job.
    ///   - isSpoken: Called when the engine has answered for the first time: what follows may wait long for a transcript.
    /// - Returns: Whether the segment got its take, which the write buffer then has; false when it was set aside.
    /// - Throws: `BatchError` of the surroundings, which stops the job, and `LostClaim`; the segment is left claimed.
    func process(
        _ segment: Segment,
        of active: ActiveJob,
        isSpoken: @escaping @Sendable () -> Void = {}
    ) async throws -> Bool {
        var work = Work(segment: segment, active: active, isSpoken: isSpoken)
        try await confirmClaim(work)
        // The sidecar dies of it.
        if let error = triage.error(of: segment) { return try await giveUp(work, error) }
        if try await lookUp(&work) { return true }
        let candidates = TakeCandidates()
        do {
            return try await make(work, candidates)
        } catch {
            if let best = candidates.best { await buffer.letGo(best.take) }
            throw error
        }
    }

    /// - Throws: `LostClaim` when the job was cancelled, removed or taken over.
    private func confirmClaim(_ work: Work) async throws {
        guard try await store.holds(work.claim) else { throw LostClaim() }
    }

    private func plan(_ work: Work, take: Int) -> SynthesisPlan {
        work.active.settings.plan(for: work.segment, take: take, capabilities: recorder.synthesizer.capabilities)
    }
}

// MARK: - Look up

extension TakePipeline {
    /// Uses a take that is there already and good, at whichever try it was made; the others are noted.
    private func lookUp(_ work: inout Work) async throws -> Bool {
        for take in 0..<attempts {
            let plan = plan(work, take: take)
            do {
                let known = work.known[plan.key]
                guard let found = try await held(plan, work, { try await knownTake(plan, known) }) else { continue }
                if found.isGood { await enter(found, work) }
                await buffer.letGo(found.take)
                if found.isGood { return true }
                work.known[plan.key] = found
            } catch let error as BatchError where error.isWorthAnotherTake {
                try await keys.withKey(plan.key) { try await store.discardTake(key: plan.key) }
            }
        }
        return false
    }

    /// A take that is there already, measured by today's limits; nil when there is none that is speech of the text.
    ///
    /// What was found when it was judged a moment ago is not found out again.
    private func knownTake(_ plan: SynthesisPlan, _ known: JudgedTake?) async throws -> JudgedTake? {
        guard let take = try await storedTake(plan.key) else { return nil }
        if let known, known.take.checksum == take.checksum { return known }
        do {
            return try await measured(take, rowState: .known, plan)
        } catch let error as BatchError where error.isWorthAnotherTake {
            // What is no speech of the text by today's limits is made again.
            try await store.discardTake(key: plan.key)
            return nil
        }
    }

    private func storedTake(_ key: String) async throws -> NewTake? {
        // Those that wait for their entry first: once they are entered, the store has them.
        if let take = await buffer.take(withKey: key) { return take }
        guard let take = try await store.acceptedTake(key: key) else { return nil }
        if recorder.files.holds(take.recording) { return take.recording }
        try await store.discardTake(key: key)
        return nil
    }

    /// Gets a take under its key, and has it transcribed after letting go of the key: the same text may be wanted by a
    /// more urgent job, and the turn of this one's transcript may be hours away.
    ///
    /// - Parameters:
    ///   - plan: What is asked for.
    ///   - work: The segment that it is for.
    ///   - find: Finds the take, or has it made, while nobody else does.
    /// - Returns: The judged take, which the write buffer holds until it is let go; nil where `find` has none.
    /// - Throws: What `find` throws, and errors of the store and of the transcription.
    private func held(
        _ plan: SynthesisPlan,
        _ work: Work,
        _ find: () async throws -> JudgedTake?
    ) async throws -> JudgedTake? {
        let measured: JudgedTake? = try await keys.withKey(plan.key, whenWaiting: work.isSpoken) {
            guard var found = try await find() else { return nil }
            if found.isGood, found.rowState == .new, lacksTranscript(found, plan) {
                try await keep(&found, work)
            }
            await buffer.hold(found.take)
            return found
        }
        // One that is flawed already is transcribed only when no better one is to be had.
        guard let measured, measured.isGood else { return measured }
        do {
            let judged = try await transcribed(measured, plan, work)
            await buffer.update(judged.take)
            return judged
        } catch {
            await buffer.letGo(measured.take)
            throw error
        }
    }
}

// MARK: - Synthesize and judge, again and again

extension TakePipeline {
    private func make(_ work: Work, _ candidates: TakeCandidates) async throws -> Bool {
        let firstAttempt = clock.now
        var seeds = TakeSeeds()
        var usesPace = true
        var attempts = attempts
        var attempt = 0
        while attempt < attempts {
            defer { attempt += 1 }
            let plan = plan(work, take: seeds.take)
            let start = clock.now
            do {
                let result = try await take(plan, work, isRetake: attempt > 0, usesPace: usesPace)
                if result.isGood {
                    await enter(result, work)
                    await buffer.letGo(result.take)
                    if let best = candidates.best { try await drop(best, work) }
                    return true
                }
                seeds.note(.synthesisBadAudio)
                let new = TakeCandidates.Candidate(result: result, plan: plan, attempt: attempt + 1)
                if let worse = try await candidates.add(new, transcribe: { try await transcribed($0, work) }) {
                    try await reject(worse, work)
                }
            } catch let error as BatchError where error.isWorthAnotherTake {
                let spent = (clock.now - start).seconds
                try await reject(plan, work, attempt: attempt + 1, error: error, seconds: spent)
                seeds.note(error.code)
                // What was learned of a voice may be wrong for this text: it is judged once more without it.
                if error.code == .synthesisRunaway, usesPace {
                    usesPace = false
                    attempts = max(attempts, attempt + 2)
                }
                if attempt + 1 == attempts, candidates.best == nil {
                    try await recorder.confirmSpeech(since: firstAttempt)
                    return try await giveUp(work, error)
                }
                if attempt + 1 < attempts { try await clock.sleep(for: backoff.delay(afterAttempt: attempt)) }
            } catch let error as BatchError where error.code == .synthesisRejected {
                // Whoever refuses everything is no judge of a text.
                try await recorder.confirmSpeech(since: clock.now - Self.proofLasts)
                return try await giveUp(work, error)
            }
        }
        guard let best = candidates.best else { preconditionFailure("a run tries a segment at least once") }
        try await accept(flagged: try await transcribed(best, work), work)
        return true
    }

    /// A take for what is asked for, known or new, judged; the write buffer holds it.
    private func take(
        _ plan: SynthesisPlan,
        _ work: Work,
        isRetake: Bool,
        usesPace: Bool
    ) async throws -> JudgedTake {
        let result = try await held(plan, work) {
            if let known = try await knownTake(plan, work.known[plan.key]) { return known }
            let take = try await synthesize(plan, work, isRetake: isRetake, usesPace: usesPace)
            return try await measured(take, rowState: .new, plan)
        }
        guard let result else { preconditionFailure("a take is made where none is known") }
        return result
    }

    /// Records a take; when the sidecar dies meanwhile, the segment stays among those that may have been the cause.
    private func synthesize(
        _ plan: SynthesisPlan,
        _ work: Work,
        isRetake: Bool,
        usesPace: Bool
    ) async throws -> NewTake {
        try await engine.withPlace(work.priority(isRetake: isRetake)) {
            // What only waited for a place when the sidecar died was not what it died of.
            try Task.checkCancellation()
            try await confirmClaim(work)
            triage.begin(work.segment, plan.request)
            defer { work.isSpoken() }
            do {
                let take = try await recorder.record(plan, pause: pauses.clause, usesPace: usesPace)
                triage.end(work.segment)
                return take
            } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
                triage.end(work.segment)
                throw error
            }
        }
    }

    /// Judges a take by what is known of it and by today's limits, whatever was thought of it before.
    private func measured(_ take: NewTake, rowState: TakeRowState, _ plan: SynthesisPlan) async throws -> JudgedTake {
        guard gate.isThorough else { return JudgedTake(take: take, rowState: rowState, isGood: true) }
        let found = JudgedTake(take: take, rowState: rowState, isGood: false)
        let result = try apply(try await evidence(take, plan.request), to: found)
        if result.isGood, let review = result.take.review { gate.learn(from: review, of: plan.request) }
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
    private func transcribed(
        _ candidate: TakeCandidates.Candidate,
        _ work: Work
    ) async throws -> TakeCandidates.Candidate {
        var candidate = candidate
        candidate.result = try await transcribed(candidate.result, candidate.plan, work)
        await buffer.update(candidate.take)
        return candidate
    }

    private func transcribed(_ found: JudgedTake, _ plan: SynthesisPlan, _ work: Work) async throws -> JudgedTake {
        guard let transcription, let file = found.take.file, lacksTranscript(found, plan) else { return found }
        let request = plan.request
        var result = found
        // Its turn may come hours later.
        if result.rowState == .new { try await keep(&result, work) }
        work.isSpoken()
        do {
            let transcript = try await transcription.transcript(
                of: recorder.files.url(of: file),
                saying: request.text,
                language: language(of: plan),
                priority: work.priority(),
                known: {
                    try await confirmClaim(work)
                    return try await knownTranscript(of: found.take)
                }
            )
            var evidence = try await evidence(result.take, request)
            evidence.transcript = transcript
            // What was expected of it when it was made counts, not what was learned while it waited.
            evidence.keepsExpectation = true
            return try apply(evidence, to: result)
        } catch let error as BatchError where error.code == .transcriptFailed {
            try await note(untranscribed: error, work)
            return result
        }
    }

    /// The transcript of a take that another segment of the same text has had made meanwhile.
    private func knownTranscript(of take: NewTake) async throws -> TakeTranscript? {
        let known = try await storedTake(take.key)
        return known?.checksum == take.checksum ? known?.review?.transcript : nil
    }

    /// Whether a take is to be compared with its text, and was not yet.
    private func lacksTranscript(_ found: JudgedTake, _ plan: SynthesisPlan) -> Bool {
        guard let transcription, found.take.file != nil, let review = found.take.review else { return false }
        return review.transcript == nil && transcription.knows(language(of: plan))
    }

    private func language(of plan: SynthesisPlan) -> String? {
        recorder.synthesizer.capabilities.language(plan.request.language, of: plan.request.voice)
    }

    /// Records a take that was just made before its turn comes to be transcribed.
    private func keep(_ found: inout JudgedTake, _ work: Work) async throws {
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
        try await store.record(.jobNoted(note), run: work.claim.run, job: work.claim.job)
    }
}

// MARK: - Choose and enter

extension TakePipeline {
    /// Hands a take to the write buffer, which enters it.
    private func enter(_ result: JudgedTake, _ work: Work, flag: BatchError? = nil) async {
        let entry = AcceptedTake(
            segment: work.segment,
            recording: result.take,
            rowState: result.rowState,
            claim: work.claim,
            flag: flag
        )
        await buffer.add(entry, of: work.active)
    }

    /// Takes the best of what could be had, and says so.
    private func accept(flagged best: TakeCandidates.Candidate, _ work: Work) async throws {
        let take = best.take
        guard let review = take.review else { preconditionFailure("what is flagged was reviewed") }
        try await keys.withKey(take.key) {
            // Another segment of the same text may have entered it meanwhile, or have rejected it.
            let isEntered = try await store.acceptedTake(key: take.key) != nil
            let rowState = isEntered ? (best.result.rowState == .kept ? TakeRowState.kept : .known) : .new
            let result = JudgedTake(take: take, rowState: rowState, isGood: false)
            await enter(result, work, flag: TakeQualityGate.rejection(review))
            await buffer.letGo(take)
        }
    }

    /// Rejects a take that a better one, entered already, makes needless: what goes wrong here is the job's trouble alone.
    private func drop(_ candidate: TakeCandidates.Candidate, _ work: Work) async throws {
        do {
            try await reject(candidate, work)
        } catch let error as BatchError where error.code.isOutputTrouble {
            await work.active.fail(error)
        }
    }

    private func reject(_ candidate: TakeCandidates.Candidate, _ work: Work) async throws {
        var take = candidate.take
        await buffer.letGo(take)
        guard let review = take.review else { preconditionFailure("what is rejected was reviewed") }
        take.verdict = .rejected
        take.reason = TakeQualityGate.rejection(review)
        // The file is nobody's from here on: another segment may make it again.
        take.file = nil
        try await store.reject(
            take,
            rowState: candidate.result.rowState,
            for: work.segment,
            attempt: candidate.attempt,
            by: work.claim
        )
    }

    private func reject(
        _ plan: SynthesisPlan,
        _ work: Work,
        attempt: Int,
        error: BatchError,
        seconds: Double
    ) async throws {
        let take = NewTake(
            key: plan.key,
            verdict: .rejected,
            reason: error,
            samples: 0,
            sampleRate: recorder.synthesizer.capabilities.sampleRate,
            seed: plan.request.seed,
            synthesisSeconds: seconds
        )
        try await store.reject(take, rowState: .new, for: work.segment, attempt: attempt, by: work.claim)
    }

    /// Puts a pause in the place of a text that no take can be had of, where the book may have gaps; else sets it aside.
    ///
    /// - Returns: Whether the segment got the pause as its take.
    private func giveUp(_ work: Work, _ error: BatchError) async throws -> Bool {
        guard work.active.settings.gaps == .allow else {
            try await store.fail(segment: work.segment, error: error, by: work.claim)
            return false
        }
        let gap = try await keys.withKey(plan(work, take: 0).key) {
            try await recorder.recordGap(plan(work, take: 0), seconds: pauses.paragraph)
        }
        let flag = BatchError(
            error.code,
            "No take could be had, so a pause stands in its place: \(error.message)",
            remedy: "Change the text, the voice or the seed and enqueue it with --again, or leave it as it is."
        )
        await enter(JudgedTake(take: gap, rowState: .new, isGood: false), work, flag: flag)
        return true
    }
}

extension BatchError {
    /// Whether the same text may well succeed with another request.
    fileprivate var isWorthAnotherTake: Bool {
        switch code {
        case .synthesisTimeout, .synthesisFailed, .synthesisRunaway, .synthesisBadAudio: true
        default: false
        }
    }
}
