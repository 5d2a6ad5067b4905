internal import Core
internal import QueueStore

/// Enters takes into the store a few at a time: a transaction for each would cost the engine's processors more.
///
/// A take that was not entered before the program died is on the disk without a row, and is made again.
actor TakeWriteBuffer {
    /// Longest that a take waits for its entry.
    static let interval = Duration.milliseconds(500)

    private let store: JobStore
    private let clock: RunClock
    private typealias Entry = (take: AcceptedTake, active: ActiveJob)
    private var waiting: [Entry] = []
    /// What is not entered yet, also where a transaction is under way, by its key.
    private var unentered: [String: NewTake] = [:]
    /// What waits for its transcript or may yet be the best that can be had, by its key, and how many segments wait for that.
    private var held: [String: (take: NewTake, holders: Int)] = [:]
    /// The latest transaction, which may be under way.
    private var lastFlush: Task<Void, any Error>?
    /// What is not entered yet, counted by the claim it was made under.
    private var counts: [Claim: Int] = [:]

    init(store: JobStore, clock: RunClock = .system) {
        self.store = store
        self.clock = clock
    }

    /// Takes note of a take.
    func add(_ take: AcceptedTake, of active: ActiveJob) {
        waiting.append((take, active))
        unentered[take.recording.key] = take.recording
        counts[active.claim, default: 0] += 1
    }

    /// A take with this key that is on the disk and not entered yet.
    func take(withKey key: String) -> NewTake? {
        unentered[key] ?? held[key]?.take
    }

    /// Keeps a take at hand that waits for its transcript, or until it is known whether a better one can be had.
    func hold(_ take: NewTake) {
        held[take.key] = (take, (held[take.key]?.holders ?? 0) + 1)
    }

    /// Takes note of what was found out of a take that is held.
    func update(_ take: NewTake) {
        held[take.key]?.take = take
    }

    /// Lets go of a take that was held.
    ///
    /// - Returns: Whether another segment still holds it, or is about to be entered with it.
    @discardableResult
    func letGo(_ take: NewTake) -> Bool {
        let isEntering = unentered[take.key] != nil
        guard let (take, holders) = held[take.key] else { return isEntering }
        held[take.key] = holders > 1 ? (take, holders - 1) : nil
        return isEntering || holders > 1
    }

    /// Enters what waits when a job waits for nothing else.
    ///
    /// - Throws: Errors of the store.
    func flush(ifAwaitedBy active: ActiveJob) async throws {
        if await active.waits(onlyFor: counts[active.claim] ?? 0) { try await flush() }
    }

    /// Enters what waits.
    ///
    /// - Throws: Errors of the store.
    func flush() async throws {
        let entries = waiting
        guard !entries.isEmpty else { return }
        waiting.removeAll()
        // One after another: a segment that uses a known take has to follow the one that it was made for.
        let accepting = Task { [lastFlush] in
            _ = await lastFlush?.result
            try await store.accept(entries.map(\.take))
        }
        lastFlush = accepting
        do {
            try await accepting.value
        } catch {
            waiting.insert(contentsOf: entries, at: 0)
            throw error
        }
        for (take, active) in entries {
            unentered[take.recording.key] = nil
            let left = (counts[active.claim] ?? 0) - 1
            counts[active.claim] = left > 0 ? left : nil
            await active.takeBack()
        }
    }

    /// Enters what waits again and again, until it is cancelled.
    ///
    /// - Throws: Errors of the store, and `CancellationError`.
    func keepFlushing() async throws {
        while true {
            try await clock.sleep(for: Self.interval)
            try await flush()
        }
    }
}
