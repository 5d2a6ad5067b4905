internal import BatchCore

/// Enters takes into the store a few at a time: a transaction for each would cost the engine's processors more.
///
/// A take that was not entered before the program died is on the disk without a row, and is made again.
actor TakeLedger {
    /// Longest that a take waits for its entry.
    static let interval = Duration.milliseconds(500)

    private let store: any RunStore
    private let observe: @Sendable (RunEvent) async -> Void
    private var waiting: [(take: AcceptedTake, active: ActiveJob)] = []

    init(store: any RunStore, observe: @escaping @Sendable (RunEvent) async -> Void) {
        self.store = store
        self.observe = observe
    }

    /// Takes note of a take; when its job waits for nothing else, it is entered at once.
    ///
    /// - Throws: Errors of the store.
    func add(_ take: AcceptedTake, of active: ActiveJob) async throws {
        waiting.append((take, active))
        let ofJob = waiting.count { $0.active === active }
        if await active.waits(onlyFor: ofJob) { try await flush() }
    }

    /// Enters what waits.
    ///
    /// - Throws: Errors of the store.
    func flush() async throws {
        let entries = waiting
        guard !entries.isEmpty else { return }
        waiting.removeAll()
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
