internal import Audio
internal import Core

/// Gets one segment its take, trying again when there is none, or a bad one; of bad ones the best is better than none.
struct SegmentWorker: Sendable {
    let store: JobStore
    let maker: TakeMaker
    let desk: KeyedLock
    let attempts: Int
    let backoff: Backoff
    let observe: @Sendable (RunEvent) async -> Void

    /// - Returns: Whether the segment got its take, which the ledger then has; false when it was set aside.
    /// - Throws: `BatchError` of the surroundings, which stops the job; the segment is left claimed.
    func work(on segment: Segment, of active: ActiveJob) async throws -> Bool {
        var judged: [String: TakeMaker.Result] = [:]
        if try await useKnownTake(for: segment, of: active, judged: &judged) { return true }
        let candidates = TakeCandidates()
        do {
            return try await work(on: segment, of: active, judged, candidates)
        } catch {
            if let best = candidates.best { await maker.ledger.letGo(best.take) }
            throw error
        }
    }

    /// Uses a take that is there already and good, at whichever try it was made; the others are added to `judged`.
    private func useKnownTake(
        for segment: Segment,
        of active: ActiveJob,
        judged: inout [String: TakeMaker.Result]
    ) async throws -> Bool {
        for take in 0..<attempts {
            let script = script(for: segment, of: active, take: take)
            let known = try await desk.withKey(script.key) {
                let known = try await maker.known(script, for: segment)
                if let known, known.isGood { await add(known, for: segment, of: active) }
                return known
            }
            if known?.isGood == true { return true }
            judged[script.key] = known
        }
        return false
    }

    private func work(
        on segment: Segment,
        of active: ActiveJob,
        _ judged: [String: TakeMaker.Result],
        _ candidates: TakeCandidates
    ) async throws -> Bool {
        let firstAttempt = SuspendingClock.now
        var seeds = TakeSeeds()
        for attempt in 0..<attempts {
            let script = script(for: segment, of: active, take: seeds.take)
            let start = SuspendingClock.now
            do {
                let flawed: TakeMaker.Result? = try await desk.withKey(script.key) {
                    let before = judged[script.key]
                    let result = try await maker.take(script, for: segment, isRetake: attempt > 0, judged: before)
                    if result.isGood {
                        await add(result, for: segment, of: active)
                    } else {
                        await maker.ledger.hold(result.take)
                    }
                    return result.isGood ? nil : result
                }
                guard let flawed else {
                    if let best = candidates.best { try await reject(best, segment) }
                    return true
                }
                seeds.note(.synthesisBadAudio)
                let new = TakeCandidates.Candidate(result: flawed, script: script, attempt: attempt + 1)
                if let worse = try await candidates.add(new, listen: { try await heard($0, segment) }) {
                    try await reject(worse, segment)
                }
            } catch let error as BatchError where error.isWorthAnotherTake {
                let spent = (SuspendingClock.now - start).seconds
                try await reject(script, segment, attempt: attempt + 1, error: error, seconds: spent)
                seeds.note(error.code)
                if attempt + 1 == attempts, candidates.best == nil {
                    try await maker.recorder.confirmSpeech(since: firstAttempt)
                    try await setAside(segment, error)
                    return false
                }
                if attempt + 1 < attempts { try await Task.sleep(for: backoff.delay(afterAttempt: attempt)) }
            } catch let error as BatchError where error.code == .synthesisRejected {
                // Whoever refuses everything is no judge of a text.
                try await maker.recorder.confirmSpeech(since: .now - Self.proofLasts)
                try await setAside(segment, error)
                return false
            }
        }
        guard let best = candidates.best else { preconditionFailure("a run tries a segment at least once") }
        try await accept(flagged: try await heard(best, segment), for: segment, of: active)
        return true
    }

    /// How long ago an endpoint may have spoken well for its refusals to be believed.
    private static let proofLasts = Duration.seconds(30)

    private func script(for segment: Segment, of active: ActiveJob, take: Int) -> TakeScript {
        active.settings.script(
            for: segment,
            take: take,
            capabilities: maker.recorder.synthesizer.capabilities
        )
    }

    private func add(_ result: TakeMaker.Result, for segment: Segment, of active: ActiveJob) async {
        let entry = AcceptedTake(segment: segment, recording: result.take, standing: result.standing)
        await maker.ledger.add(entry, of: active)
    }

    /// The same take, listened to if it was not yet.
    private func heard(
        _ candidate: TakeCandidates.Candidate,
        _ segment: Segment
    ) async throws -> TakeCandidates.Candidate {
        var candidate = candidate
        candidate.result = try await maker.heard(candidate.result, candidate.script, for: segment)
        return candidate
    }

    /// Takes the best of what could be had, and says so.
    private func accept(
        flagged best: TakeCandidates.Candidate,
        for segment: Segment,
        of active: ActiveJob
    ) async throws {
        let take = best.take
        try await desk.withKey(take.key) {
            // Another segment of the same text may have entered it meanwhile, or have rejected it.
            let isEntered = try await store.acceptedTake(key: take.key) != nil
            let standing = isEntered ? (best.result.standing == .kept ? TakeRowState.kept : .known) : .new
            await add(TakeMaker.Result(take: take, standing: standing, isGood: false), for: segment, of: active)
            await maker.ledger.letGo(take)
        }
        guard let review = take.review else { preconditionFailure("what is flagged was reviewed") }
        await observe(
            .segmentFlagged(job: segment.jobID, segment: segment.ordinal, error: TakeTrouble.rejected(review))
        )
    }

    private func reject(_ candidate: TakeCandidates.Candidate, _ segment: Segment) async throws {
        var take = candidate.take
        await maker.ledger.letGo(take)
        guard let review = take.review else { preconditionFailure("what is rejected was reviewed") }
        take.verdict = .rejected
        take.reason = TakeTrouble.rejected(review)
        // The file is nobody's from here on: another segment may make it again.
        take.file = nil
        try await record(rejected: take, standing: candidate.result.standing, segment, attempt: candidate.attempt)
    }

    private func reject(
        _ script: TakeScript,
        _ segment: Segment,
        attempt: Int,
        error: BatchError,
        seconds: Double
    ) async throws {
        let take = NewTake(
            key: script.key,
            verdict: .rejected,
            reason: error,
            samples: 0,
            sampleRate: maker.recorder.synthesizer.capabilities.sampleRate,
            seed: script.request.seed,
            synthesisSeconds: seconds
        )
        try await record(rejected: take, standing: .new, segment, attempt: attempt)
    }

    private func record(
        rejected take: NewTake,
        standing: TakeRowState,
        _ segment: Segment,
        attempt: Int
    ) async throws {
        try await store.reject(take, standing: standing, for: segment)
        guard let error = take.reason else { preconditionFailure("a rejected take has a reason") }
        await observe(.takeRejected(job: segment.jobID, segment: segment.ordinal, attempt: attempt, error: error))
    }

    private func setAside(_ segment: Segment, _ error: BatchError) async throws {
        try await store.fail(segment: segment, error: error)
        await observe(.segmentFailed(job: segment.jobID, segment: segment.ordinal, error: error))
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

/// Keeps the best of the takes of a segment that all have something wrong.
final class TakeCandidates {
    /// A take, what was asked for to get it, and at which try it was made, counted from 1.
    struct Candidate {
        var result: TakeMaker.Result
        let script: TakeScript
        let attempt: Int

        var take: NewTake { result.take }
        var badness: Double { take.review?.badness ?? 0 }
    }

    private(set) var best: Candidate?

    /// Takes note of a take.
    ///
    /// - Parameters:
    ///   - new: The take.
    ///   - listen: Listens to a take as closely as can be: what is not known of one makes it no better than another.
    /// - Returns: The worse one of two, which is out of the running; nil for the first.
    /// - Throws: What `listen` throws.
    func add(_ new: Candidate, listen: (Candidate) async throws -> Candidate) async rethrows -> Candidate? {
        guard let current = best else {
            best = new
            return nil
        }
        let old = try await listen(current)
        best = old
        let new = try await listen(new)
        guard new.badness < old.badness else { return new }
        best = new
        return old
    }
}

/// Which take of a segment comes next, and with it the seed.
///
/// Bad audio comes again with the same seed, so the next take has another. What never became audio says nothing about the
/// seed: it is asked for once more, so that trouble that passes leaves the book as it would have been.
struct TakeSeeds: Sendable {
    /// 0 for the first seed.
    private(set) var take = 0
    private var lost = 0

    mutating func note(_ failure: ErrorCode) {
        let isLost = failure == .synthesisFailed || failure == .synthesisTimeout
        lost = isLost ? lost + 1 : 0
        guard !isLost || lost > 1 else { return }
        take += 1
        lost = 0
    }
}
