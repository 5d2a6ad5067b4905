internal import Core

/// Tells, of one request that fails, whether the endpoint or its text is to blame.
///
/// A failure that may be the fault of either counts as the endpoint's until it has spoken other words: the request is made
/// again, at another endpoint where there is one. A request that fails twice, at endpoints that speak well otherwise, is the
/// text's fault.
struct RequestBlame: Sendable {
    /// What follows from a failure.
    enum Judgement: Sendable, Hashable {
        /// Make it again; the endpoint gets no work until it has spoken a few words.
        case suspendAndRetry
        case retry
        case giveUp
    }

    /// Where it failed.
    private(set) var tried: Set<Int> = []
    private var firstFailure: SuspendingClock.Instant?
    private var hasRunOn = false

    /// - Parameters:
    ///   - error: How it failed.
    ///   - index: The endpoint.
    ///   - lastGood: When that last spoke well.
    ///   - start: When the request was sent to it.
    ///   - now: The moment.
    ///   - hasOther: Whether one where it has not failed can be asked.
    /// - Returns: What to do.
    mutating func judge(
        _ error: BatchError,
        at index: Int,
        lastGood: SuspendingClock.Instant?,
        start: SuspendingClock.Instant,
        now: SuspendingClock.Instant,
        hasOther: Bool
    ) -> Judgement {
        if error.code.isOfEndpoint { return .suspendAndRetry }
        if error.code == .synthesisRunaway { return judgeRunaway(at: index, hasOther: hasOther) }
        guard [.synthesisFailed, .synthesisTimeout, .synthesisBadAudio].contains(error.code) else { return .giveUp }
        let speaksWell = lastGood.map { $0 >= (firstFailure ?? start) } ?? false
        // The same seed gives the same bad audio.
        if speaksWell, firstFailure != nil || error.code == .synthesisBadAudio { return .giveUp }
        firstFailure = firstFailure ?? now
        tried.insert(index)
        return speaksWell ? .retry : .suspendAndRetry
    }

    /// One that ran on may be one that allows less than the others; two that ran on tell of the text and its seed.
    private mutating func judgeRunaway(at index: Int, hasOther: Bool) -> Judgement {
        guard hasOther, !hasRunOn else { return .giveUp }
        hasRunOn = true
        tried.insert(index)
        return .retry
    }
}

extension ErrorCode {
    /// Whether the endpoint is to blame, whatever the text.
    var isOfEndpoint: Bool {
        switch self {
        case .endpointUnreachable, .endpointUntrusted, .endpointUnauthorized, .endpointUnsuitable, .endpointBusy: true
        default: false
        }
    }
}
