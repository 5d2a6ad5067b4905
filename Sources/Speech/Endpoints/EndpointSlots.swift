internal import Core

/// Which of the endpoints can take another request, and which requests wait for that.
struct EndpointSlots: Sendable {
    typealias Instant = SuspendingClock.Instant

    /// One endpoint.
    struct Member: Sendable {
        let slots: Int
        var inFlight = 0
        /// What is asked; nil until it was found to speak.
        var server: SpeechServer?
        /// Whether it gets work.
        var isUsable = false
        /// Why it gets no work, or got none last.
        var reason: BatchError?
        /// When it last spoke well.
        var lastGood: Instant?
        /// How often it said in a row that it is busy.
        var busyInARow = 0
        var tally = EndpointTally()

        var freeShare: Double { Double(slots - inFlight) / Double(slots) }
    }

    /// A request that waits for room.
    struct Waiter: Sendable {
        let ticket: Int
        /// Where it failed already.
        var tried: Set<Int>
        var continuation: CheckedContinuation<Int, any Error>
    }

    private(set) var members: [Member]
    /// In the order in which they came to wait, which need not be that of their tickets.
    private var waiters: [Waiter] = []
    private var nextTicket = 0
    /// Why no request gets room any more.
    private(set) var closed: BatchError?
    /// When an endpoint last showed that work goes on.
    private(set) var lastProgress: Instant

    init(slots: [Int], now: Instant) {
        members = slots.map { Member(slots: $0) }
        lastProgress = now
    }

    var hasUsable: Bool { members.contains(where: \.isUsable) }

    /// Gives room at the endpoint with the largest share of its slots free; nil where all are taken.
    ///
    /// Endpoints where the request failed before are for when there is no other.
    mutating func take(avoiding tried: Set<Int>) -> Int? {
        let usable = members.indices.filter { members[$0].isUsable }
        let fresh = usable.filter { !tried.contains($0) }
        let free = (fresh.isEmpty ? usable : fresh).filter { members[$0].inFlight < members[$0].slots }
        guard let index = free.max(by: { members[$0].freeShare < members[$1].freeShare }) else { return nil }
        members[index].inFlight += 1
        return index
    }

    /// What a request is known by before it waits, so that it can be taken back at any time.
    mutating func issueTicket() -> Int {
        defer { nextTicket += 1 }
        return nextTicket
    }

    mutating func wait(_ waiter: Waiter) {
        waiters.append(waiter)
    }

    mutating func giveUp(_ ticket: Int) -> Waiter? {
        waiters.firstIndex { $0.ticket == ticket }.map { waiters.remove(at: $0) }
    }

    /// Gives room to those who wait, in their order.
    ///
    /// - Returns: Who got room, and where; to be told outside the lock.
    mutating func serve() -> [(Waiter, Int)] {
        var served: [(Waiter, Int)] = []
        var place = 0
        while place < waiters.count {
            let waiter = waiters[place]
            if let index = take(avoiding: waiter.tried) {
                waiters.remove(at: place)
                served.append((waiter, index))
            } else if waiter.tried.isEmpty {
                // What it cannot have, nobody behind it can.
                break
            } else {
                place += 1
            }
        }
        return served
    }

    /// Takes note of the end of a request.
    mutating func leave(_ index: Int, good: Bool, now: Instant) {
        members[index].inFlight -= 1
        guard good else {
            members[index].tally.failures += 1
            return
        }
        members[index].tally.answers += 1
        members[index].lastGood = now
        members[index].busyInARow = 0
        lastProgress = now
    }

    /// Gives an endpoint no work for a while.
    ///
    /// - Returns: False when it gets none already.
    mutating func suspend(_ index: Int, because reason: BatchError, now: Instant) -> Bool {
        guard members[index].isUsable else { return false }
        members[index].isUsable = false
        members[index].reason = reason
        members[index].tally.rests += 1
        if reason.code == .endpointBusy {
            members[index].busyInARow += 1
        } else {
            lastProgress = now
        }
        return true
    }

    /// Takes note of why an endpoint still cannot be used.
    mutating func noteReason(_ index: Int, _ reason: BatchError) {
        members[index].reason = reason
    }

    /// Gives an endpoint work again: with a server when it was found to speak, without after a pause that it asked for.
    mutating func resume(_ index: Int, server: SpeechServer?, now: Instant) {
        if let server {
            members[index].server = server
            members[index].lastGood = now
            lastProgress = now
        }
        members[index].isUsable = members[index].server != nil
    }

    /// Gives no request room from now on.
    ///
    /// - Returns: Who waited, to be told outside the lock.
    mutating func close(_ error: BatchError) -> [Waiter] {
        closed = error
        defer { waiters = [] }
        return waiters
    }
}
