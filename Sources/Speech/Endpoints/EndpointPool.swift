internal import Core
internal import NIOConcurrencyHelpers

/// Several endpoints as one: gives each request to the one with the most room, and lets those rest that fail.
package final class EndpointPool: SpeechSynthesizer {
    /// An endpoint that has just been given no work, and what is to happen until it gets some again.
    struct Rest: Sendable {
        var index: Int
        var reason: BatchError
        /// How long it asked to be left alone; nil where it has to prove first that it speaks.
        var pause: Duration?
    }

    let capabilities: SpeechCapabilities
    /// Yields whenever an endpoint is given no work.
    let rests: AsyncStream<Rest>
    private let restSink: AsyncStream<Rest>.Continuation
    private let roster: NIOLockedValueBox<EndpointRoster>

    /// - Parameters:
    ///   - capabilities: What the endpoints have in common.
    ///   - slots: How many requests each of them takes at once.
    init(capabilities: SpeechCapabilities, slots: [Int]) {
        self.capabilities = capabilities
        roster = NIOLockedValueBox(EndpointRoster(slots: slots, now: .now))
        (rests, restSink) = AsyncStream.makeStream()
    }

    var members: [EndpointRoster.Member] { roster.withLockedValue { $0.members } }

    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        var blame = RequestBlame()
        while true {
            let (index, client) = try await admit(avoiding: blame.tried)
            let start = SuspendingClock.now
            do {
                let result = try await body(client)
                leave(index, good: true)
                return result
            } catch let busy as BusyAnswer {
                leave(index, good: false)
                let member = members[index]
                rest(index, because: client.connection.trouble.busy, pause: busy.pause(refusals: member.busyInARow))
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
                case .again: continue
                case .restAndAgain: rest(index, because: error, pause: nil)
                }
            } catch {
                leave(index, good: false)
                throw error
            }
        }
    }

    /// Has a request spoken by one endpoint, without a second try: what was handed over cannot be taken back.
    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        let (index, client) = try await admit(avoiding: [])
        do {
            try await client.synthesize(request, receive: receive)
            leave(index, good: true)
        } catch {
            leave(index, good: false)
            throw error
        }
    }

    func confirm() async throws {
        let usable = members.filter(\.isUsable).compactMap(\.client)
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
    private func admit(avoiding tried: Set<Int>) async throws -> (Int, EndpointClient) {
        let ticket = roster.withLockedValue { $0.issueTicket() }
        let index = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Swift.Result<Int, any Error>? = roster.withLockedValue { roster in
                    if let error = roster.closed { return .failure(error) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let index = roster.take(avoiding: tried) { return .success(index) }
                    roster.wait(EndpointRoster.Waiter(ticket: ticket, tried: tried, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = roster.withLockedValue { $0.giveUp(ticket) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
        guard let client = members[index].client else { preconditionFailure("a usable endpoint has a client") }
        return (index, client)
    }

    private func leave(_ index: Int, good: Bool) {
        change { $0.leave(index, good: good, now: .now) }
    }

    private func rest(_ index: Int, because reason: BatchError, pause: Duration?) {
        let isNew = roster.withLockedValue { $0.rest(index, because: reason, now: .now) }
        if isNew { restSink.yield(Rest(index: index, reason: reason, pause: pause)) }
    }

    /// Lets an endpoint rest that could not be used from the start.
    func restFromStart(_ index: Int, because reason: BatchError) {
        roster.withLockedValue { $0.noteReason(index, reason) }
        restSink.yield(Rest(index: index, reason: reason, pause: nil))
    }

    /// Gives an endpoint work, again or for the first time; without a client it is one that asked for a pause.
    func resume(_ index: Int, client: EndpointClient? = nil) {
        change { $0.resume(index, client: client, now: .now) }
    }

    func noteReason(_ index: Int, _ reason: BatchError) {
        roster.withLockedValue { $0.noteReason(index, reason) }
    }

    /// Ends the work when no endpoint could be used for too long.
    func closeIfOut(for limit: Duration) {
        let error = outage
        let waiters = roster.withLockedValue { roster -> [EndpointRoster.Waiter] in
            guard roster.closed == nil, !roster.hasUsable, .now - roster.lastSign >= limit else { return [] }
            return roster.close(error)
        }
        for waiter in waiters { waiter.continuation.resume(throwing: error) }
    }

    /// Why none can be used: the code is theirs, where they agree.
    private var outage: BatchError {
        EndpointOutage.error(members.compactMap(\.reason), during: "any more")
    }

    /// Changes the roster, and tells those who get room by it.
    private func change(_ body: (inout EndpointRoster) -> Void) {
        let served = roster.withLockedValue { roster in
            body(&roster)
            return roster.serve()
        }
        for (waiter, index) in served { waiter.continuation.resume(returning: index) }
    }
}
