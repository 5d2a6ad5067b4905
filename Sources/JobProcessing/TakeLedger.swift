internal import BatchCore

/// Enters takes into the store a few at a time: a transaction for each would cost the engine's processors more.
///
/// A take that was not entered before the program died is on the disk without a row, and is made again.
actor TakeLedger {
    /// Longest that a take waits for its entry.
    static let interval = Duration.milliseconds(500)

    private let store: any RunStore
    private let observe: @Sendable (RunEvent) async -> Void
    private typealias Entry = (take: AcceptedTake, active: ActiveJob)
    private var waiting: [Entry] = []
    /// What the transactions enter that are under way, by their number.
    private var leaving: [Int: [Entry]] = [:]
    private var transactions = 0

    init(store: any RunStore, observe: @escaping @Sendable (RunEvent) async -> Void) {
        self.store = store
        self.observe = observe
    }

    /// Takes note of a take.
    func add(_ take: AcceptedTake, of active: ActiveJob) {
        waiting.append((take, active))
    }

    /// A take with this key that is on the disk and not entered yet.
    func take(withKey key: String) -> NewTake? {
        entries.first { $0.take.recording.key == key }?.take.recording
    }

    private var entries: [Entry] { leaving.values.joined() + waiting }

    /// Enters what waits when a job waits for nothing else.
    ///
    /// - Throws: Errors of the store.
    func flush(ifAwaitedBy active: ActiveJob) async throws {
        let ofJob = entries.count { $0.active === active }
        if await active.waits(onlyFor: ofJob) { try await flush() }
    }

    /// Enters what waits.
    ///
    /// - Throws: Errors of the store.
    func flush() async throws {
        let entries = waiting
        guard !entries.isEmpty else { return }
        waiting.removeAll()
        transactions += 1
        let number = transactions
        leaving[number] = entries
        defer { leaving[number] = nil }
        do {
            try await store.accept(entries.map(\.take))
        } catch {
            waiting.insert(contentsOf: entries, at: 0)
            throw error
        }
        for (take, active) in entries {
            await observe(
                .segmentDone(
                    job: take.segment.jobID,
                    characters: take.segment.text.count,
                    audioSeconds: take.recording.audioSeconds,
                    reused: take.isReused
                )
            )
            await active.takeBack()
        }
    }

    /// Enters what waits again and again, until it is cancelled.
    ///
    /// - Throws: Errors of the store, and `CancellationError`.
    func keepFlushing() async throws {
        while true {
            try await Task.sleep(for: Self.interval)
            try await flush()
        }
    }
}
