internal import BatchCore
internal import Foundation

/// Gets one segment its take: finds it on the disk, or makes it, trying again when there is none, or a bad one.
struct SegmentWorker: Sendable {
    let store: any RunStore
    let recorder: TakeRecorder
    let ledger: TakeLedger
    let desk: TakeDesk
    let attempts: Int
    let backoff: Backoff
    let suspects: CrashSuspects
    let observe: @Sendable (RunEvent) async -> Void

    /// - Returns: Whether the segment got its take, which the ledger then has; false when it was set aside.
    /// - Throws: `BatchError` of the surroundings, which stops the job; the segment is left claimed.
    func work(on segment: Segment, of active: ActiveJob) async throws -> Bool {
        let firstAttempt = SuspendingClock.now
        var seeds = TakeSeeds()
        for attempt in 0..<attempts {
            let request = active.settings.request(for: segment, take: seeds.take)
            let key = TakeKey.hash(request, capabilities: recorder.synthesizer.capabilities)
            let start = SuspendingClock.now
            do {
                try await desk.withKey(key) {
                    let known = try await reusableTake(key: key)
                    let take = if let known { known } else { try await record(request, key: key, for: segment) }
                    let entry = AcceptedTake(segment: segment, recording: take, isReused: known != nil)
                    await ledger.add(entry, of: active)
                }
                return true
            } catch let error as BatchError where error.isWorthAnotherTake {
                let spent = (SuspendingClock.now - start).seconds
                try await reject(segment, attempt: attempt, request: request, key: key, error: error, seconds: spent)
                seeds.note(error.code)
                guard attempt + 1 < attempts else {
                    try await recorder.confirmSpeech(since: firstAttempt)
                    try await setAside(segment, error)
                    return false
                }
                try await Task.sleep(for: backoff.delay(afterAttempt: attempt))
            } catch let error as BatchError where error.code == .synthesisRejected {
                // Whoever refuses everything is no judge of a text.
                try await recorder.confirmSpeech(since: .now - Self.proofLasts)
                try await setAside(segment, error)
                return false
            }
        }
        preconditionFailure("a run tries a segment at least once")
    }

    /// How long ago an endpoint may have spoken well for its refusals to be believed.
    private static let proofLasts = Duration.seconds(30)

    /// Records a take; when the sidecar dies meanwhile, the segment stays among those that may have been the cause.
    private func record(_ request: SpeechRequest, key: String, for segment: Segment) async throws -> NewTake {
        suspects.begin(segment, request)
        do {
            let take = try await recorder.record(request, key: key)
            suspects.end(segment)
            return take
        } catch let error as BatchError where error.code.blame == .job || error.code.isOutputTrouble {
            suspects.end(segment)
            throw error
        }
    }

    private func reusableTake(key: String) async throws -> NewTake? {
        // Those that wait for their entry first: once they are entered, the store has them.
        if let take = await ledger.take(withKey: key) { return take }
        guard let take = try await store.acceptedTake(key: key) else { return nil }
        if recorder.vault.holds(take.recording) { return take.recording }
        try await store.discardTake(key: key)
        return nil
    }

    private func reject(
        _ segment: Segment,
        attempt: Int,
        request: SpeechRequest,
        key: String,
        error: BatchError,
        seconds: Double
    ) async throws {
        let take = NewTake(
            key: key,
            verdict: .rejected,
            reason: error,
            samples: 0,
            sampleRate: recorder.synthesizer.capabilities.sampleRate,
            seed: request.seed,
            synthesisSeconds: seconds
        )
        try await store.reject(take, for: segment)
        await observe(
            .takeRejected(job: segment.jobID, segment: segment.ordinal, attempt: attempt + 1, error: error)
        )
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
