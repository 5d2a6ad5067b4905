internal import Core
internal import NIOConcurrencyHelpers

/// Several endpoints as one: gives each request to the one with the most room, and no work for a while to those that fail.
package final class EndpointPool: SpeechSynthesizer {
    /// An endpoint that gets no work any more, and what is to happen until it gets some again.
    struct Suspension: Sendable {
        var index: Int
        var reason: BatchError
        /// How long it asked to be left alone; nil where it has to show first that it speaks.
        var pause: Duration?
    }

    let capabilities: SpeechCapabilities
    let suspensions: AsyncStream<Suspension>
    private let suspensionSink: AsyncStream<Suspension>.Continuation
    private let slots: NIOLockedValueBox<EndpointSlots>

    /// - Parameters:
    ///   - capabilities: What the endpoints have in common.
    ///   - slots: How many requests each of them takes at once.
    init(capabilities: SpeechCapabilities, slots: [Int]) {
        self.capabilities = capabilities
        self.slots = NIOLockedValueBox(EndpointSlots(slots: slots, now: .now))
        (suspensions, suspensionSink) = AsyncStream.makeStream()
    }

    var members: [EndpointSlots.Member] { slots.withLockedValue { $0.members } }

    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        var blame = RequestBlame()
        while true {
            let (index, server) = try await admit(avoiding: blame.tried)
            let start = SuspendingClock.now
            do {
                let result = try await body(server)
                leave(index, good: true)
                return result
            } catch let busy as BusyAnswer {
                leave(index, good: false)
                let pause = busy.pause(refusals: members[index].busyInARow)
                suspend(index, because: server.client.errors.busy, pause: pause)
            } catch let error as BatchError {
                let members = members
                let hasOther = members.indices.contains {
                    $0 != index && members[$0].isUsable && !blame.tried.contains($0)
                }
                leave(index, good: false)
                let judgement = blame.judge(
                    error,
                    at: index,
                    lastGood: members[index].lastGood,
                    start: start,
                    now: .now,
                    hasOther: hasOther
                )
                switch judgement {
                case .giveUp: throw error
                case .retry: continue
                case .suspendAndRetry: suspend(index, because: error, pause: nil)
                }
            } catch {
                leave(index, good: false)
                throw error
            }
        }
    }

    /// Has a request spoken by one endpoint, without a second try: what was handed over cannot be taken back.
    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        let (index, server) = try await admit(avoiding: [])
        do {
            try await server.synthesize(request, receive: receive)
            leave(index, good: true)
        } catch {
            leave(index, good: false)
            throw error
        }
    }

    func confirm() async throws {
        let usable = members.filter(\.isUsable).compactMap(\.server)
        guard let first = usable.first else { throw outage }
        try await first.confirm()
    }

    func noSpeechError(_ cause: BatchError) -> BatchError {
        BatchError(
            .endpointUnsuitable,
            "The speech endpoints do not speak: even a few plain words got no speech. \(cause.message)",
            remedy: "Look into the servers' logs, and try them with `qwen-batch doctor`; then run again.",
            details: cause.details.merging(["cause": cause.code.rawValue]) { own, _ in own }
        )
    }
}

extension EndpointPool {
    /// Waits until an endpoint has room.
    private func admit(avoiding tried: Set<Int>) async throws -> (Int, SpeechServer) {
        let ticket = slots.withLockedValue { $0.issueTicket() }
        let index = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Swift.Result<Int, any Error>? = slots.withLockedValue { slots in
                    if let error = slots.closed { return .failure(error) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let index = slots.take(avoiding: tried) { return .success(index) }
                    slots.wait(EndpointSlots.Waiter(ticket: ticket, tried: tried, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = slots.withLockedValue { $0.giveUp(ticket) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
        guard let server = members[index].server else { preconditionFailure("a usable endpoint is known") }
        return (index, server)
    }

    private func leave(_ index: Int, good: Bool) {
        change { $0.leave(index, good: good, now: .now) }
    }

    private func suspend(_ index: Int, because reason: BatchError, pause: Duration?) {
        let isNew = slots.withLockedValue { $0.suspend(index, because: reason, now: .now) }
        if isNew { suspensionSink.yield(Suspension(index: index, reason: reason, pause: pause)) }
    }

    /// Gives no work, until it is back, to an endpoint that cannot be used at the start.
    func suspendFromStart(_ index: Int, because reason: BatchError) {
        slots.withLockedValue { $0.noteReason(index, reason) }
        suspensionSink.yield(Suspension(index: index, reason: reason, pause: nil))
    }

    /// Gives an endpoint work, again or for the first time; without a server it is one that asked for a pause.
    func resume(_ index: Int, server: SpeechServer? = nil) {
        change { $0.resume(index, server: server, now: .now) }
    }

    func noteReason(_ index: Int, _ reason: BatchError) {
        slots.withLockedValue { $0.noteReason(index, reason) }
    }

    /// Ends the work when no endpoint could be used for too long.
    func closeIfOut(for limit: Duration) {
        let error = outage
        let waiters = slots.withLockedValue { slots -> [EndpointSlots.Waiter] in
            guard slots.closed == nil, !slots.hasUsable, .now - slots.lastProgress >= limit else { return [] }
            return slots.close(error)
        }
        for waiter in waiters { waiter.continuation.resume(throwing: error) }
    }

    private var outage: BatchError { Self.outage(members.compactMap(\.reason), when: "any more") }

    /// No endpoint can be used: one error for all reasons, with the first one's remedy, and its code where all agree on it.
    ///
    /// - Parameters:
    ///   - reasons: Why each of them cannot be used.
    ///   - when: Ends "No speech endpoint can be used …".
    /// - Returns: An `endpoint.…` code.
    static func outage(_ reasons: [BatchError], when: String) -> BatchError {
        guard let first = reasons.first else {
            return BatchError(
                .endpointUnreachable,
                "No speech endpoint can be used \(when).",
                remedy: "Try them with `qwen-batch doctor`; then run again to go on where it stopped."
            )
        }
        // What may have been a text's fault is the endpoint's once no other speaks either.
        let codes = Set(reasons.map { $0.code.isOfEndpoint ? $0.code : .endpointUnsuitable })
        let others = reasons.count - 1
        let message =
            others == 0
            ? first.message
            : "No speech endpoint can be used \(when). \(first.message) \(others) more cannot be used either."
        let endpoints = Set(reasons.compactMap { $0.details["endpoint"] }).sorted()
        return BatchError(
            codes.count == 1 ? codes.first ?? .endpointUnreachable : .endpointUnreachable,
            message,
            remedy: first.code.isOfEndpoint ? first.remedy : "Look into the servers' logs; then run again.",
            details: first.details.merging([
                "endpoints": endpoints.joined(separator: "\n"),
                "reasons": reasons.map(\.message).joined(separator: "\n"),
            ]) { own, _ in own }
        )
    }

    /// Changes who has room, and tells those who get some by it.
    private func change(_ body: (inout EndpointSlots) -> Void) {
        let served = slots.withLockedValue { slots in
            body(&slots)
            return slots.serve()
        }
        for (waiter, index) in served { waiter.continuation.resume(returning: index) }
    }
}
