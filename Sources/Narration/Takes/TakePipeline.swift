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
    struct Work: Sendable {
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
    func confirmClaim(_ work: Work) async throws {
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
                switch try await obtain(plan, work, { try await knownTake(plan, known) }) {
                case nil: continue
                case .entered: return true
                case .flawed(let found):
                    await buffer.letGo(found.take)
                    work.known[plan.key] = found
                }
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
        // Those that wait for their entry or their transcript first: once they are entered, the store has them. They were judged by
        // this very run, and what it learned since must not make two of one verdict.
        if let take = await heldTake(plan.key) {
            return try await measured(take, rowState: .known, plan, keepsExpectation: true)
        }
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

    func heldTake(_ key: String) async -> NewTake? {
        guard let take = await buffer.take(withKey: key), recorder.files.holds(take) else { return nil }
        return take
    }

    func storedTake(_ key: String) async throws -> NewTake? {
        guard let take = try await store.acceptedTake(key: key) else { return nil }
        if recorder.files.holds(take.recording) { return take.recording }
        try await store.discardTake(key: key)
        return nil
    }

    /// What became of a take under its key.
    private enum Obtained {
        /// It is good, and the write buffer enters it.
        case entered
        /// The write buffer holds it.
        case flawed(JudgedTake)
    }

    /// Gets a take under its key, and has it transcribed after letting go of the key: the same text may be wanted by a
    /// more urgent job, and the turn of this one's transcript may be hours away.
    ///
    /// - Parameters:
    ///   - plan: What is asked for.
    ///   - work: The segment that it is for.
    ///   - find: Finds the take, or has it made, while nobody else does.
    /// - Returns: Nil where `find` has none.
    /// - Throws: What `find` throws, and errors of the store and of the transcription.
    private func obtain(
        _ plan: SynthesisPlan,
        _ work: Work,
        _ find: () async throws -> JudgedTake?
    ) async throws -> Obtained? {
        // Nil for one that is entered already.
        let found: (take: JudgedTake?, isThere: Bool) = try await keys.withKey(plan.key, whenWaiting: work.isSpoken) {
            guard var found = try await find() else { return (nil, false) }
            if found.isGood {
                guard lacksTranscript(found, plan) else {
                    await enter(found, work)
                    return (nil, true)
                }
                if found.rowState == .new { try await keep(&found, work) }
            }
            await buffer.hold(found.take)
            return (found, true)
        }
        guard let measured = found.take else { return found.isThere ? .entered : nil }
        // One that is flawed already is transcribed only when no better one is to be had.
        guard measured.isGood else { return .flawed(measured) }
        let judged: JudgedTake
        do {
            judged = try await transcribed(measured, plan, work)
        } catch {
            await buffer.letGo(measured.take)
            throw error
        }
        guard judged.isGood else { return .flawed(judged) }
        await enter(judged, work)
        await buffer.letGo(judged.take)
        return .entered
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
                guard let flawed = try await take(plan, work, isRetake: attempt > 0, usesPace: usesPace) else {
                    if let best = candidates.best { try await drop(best, work) }
                    return true
                }
                seeds.note(.synthesisBadAudio)
                let new = TakeCandidates.Candidate(result: flawed, plan: plan, attempt: attempt + 1)
                try await choose(new, candidates, work)
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
                // An endpoint that refuses everything tells nothing of a text.
                try await recorder.confirmSpeech(since: clock.now - Self.proofLasts)
                if candidates.best == nil { return try await giveUp(work, error) }
                // What was spoken before is better than nothing.
                attempts = attempt
            }
        }
        guard let best = candidates.best else { preconditionFailure("a run tries a segment at least once") }
        try await accept(flagged: try await transcribed(best, work), work)
        return true
    }

    /// A take for what is asked for, known or new, judged.
    ///
    /// - Returns: Nil when it is good and entered, else what the write buffer holds.
    private func take(
        _ plan: SynthesisPlan,
        _ work: Work,
        isRetake: Bool,
        usesPace: Bool
    ) async throws -> JudgedTake? {
        let obtained = try await obtain(plan, work) {
            if let known = try await knownTake(plan, work.known[plan.key]) { return known }
            let take = try await synthesize(plan, work, isRetake: isRetake, usesPace: usesPace)
            return try await measured(take, rowState: .new, plan)
        }
        guard case .flawed(let take) = obtained else { return nil }
        return take
    }

    /// Keeps the better one of two candidates, and rejects the other.
    private func choose(_ new: TakeCandidates.Candidate, _ candidates: TakeCandidates, _ work: Work) async throws {
        let worse: TakeCandidates.Candidate?
        do {
            worse = try await candidates.add(new) { try await transcribed($0, work) }
        } catch {
            await buffer.letGo(new.take)
            throw error
        }
        if let worse { try await reject(worse, work) }
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
        let isWanted = await buffer.letGo(take)
        guard let review = take.review else { preconditionFailure("what is rejected was reviewed") }
        take.verdict = .rejected
        take.reason = TakeQualityGate.rejection(review)
        // The file is nobody's from here on: another segment may make it again.
        take.file = nil
        try await store.reject(
            take,
            rowState: candidate.result.rowState,
            isWanted: isWanted,
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
