internal import ArgumentParser

extension CommandContext {
    /// Does some work until it is done or a signal asks to stop, which cancels it.
    ///
    /// - Parameters:
    ///   - onSecondSignal: What a second signal still does before the process ends.
    ///   - body: The work.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `ExitCode` 75 after a signal.
    func untilStopped<Value: Sendable>(
        onSecondSignal: (@Sendable () -> Void)? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = stopSignals()
        if let onSecondSignal { signals.onSecondSignal(onSecondSignal) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals.requests { throw ExitCode(75) }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw CancellationError() }
            return value
        }
    }
}
