/// Lets one at a time make or remove the take with a certain key: who wants the same one waits, and then finds it made.
actor KeyedLock {
    /// Who waits for each key that is being worked on.
    private var queues: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Does something while nobody else does it for the same key.
    ///
    /// - Parameters:
    ///   - key: What only one may have at a time.
    ///   - whenWaiting: Called when another has it, which may keep it as long as a transcript takes to come.
    ///   - body: What is done.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    nonisolated func withKey<Value>(
        _ key: String,
        whenWaiting: @Sendable () -> Void = {},
        _ body: () async throws -> Value
    ) async throws -> Value {
        await enter(key, whenWaiting: whenWaiting)
        do {
            let value = try await body()
            await leave(key)
            return value
        } catch {
            await leave(key)
            throw error
        }
    }

    private func enter(_ key: String, whenWaiting: @Sendable () -> Void) async {
        guard queues[key] != nil else {
            queues[key] = []
            return
        }
        whenWaiting()
        await withCheckedContinuation { queues[key]?.append($0) }
    }

    private func leave(_ key: String) {
        guard var queue = queues[key], !queue.isEmpty else {
            queues[key] = nil
            return
        }
        let next = queue.removeFirst()
        queues[key] = queue
        next.resume()
    }
}
