/// Lets so many at a time through.
actor PrioritySemaphore {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    /// Does something in one of the places.
    ///
    /// - Parameters:
    ///   - isUrgent: Whether it goes before what waits already.
    ///   - body: What is done.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    nonisolated func withPlace<Value>(
        isUrgent: Bool = false,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        await enter(isUrgent: isUrgent)
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter(isUrgent: Bool) async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { continuation in
            waiting.insert(continuation, at: isUrgent ? 0 : waiting.count)
        }
    }

    private func leave() {
        guard !waiting.isEmpty else {
            free += 1
            return
        }
        waiting.removeFirst().resume()
    }
}
