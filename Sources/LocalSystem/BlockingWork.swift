internal import Dispatch

/// Runs what blocks on threads of its own: disks, encoders and checks of whole files would keep the cooperative pool, whose
/// threads feed the engine, from everything else.
package enum BlockingWork {
    private static let queue = DispatchQueue(label: "qwen-batch.blocking", attributes: .concurrent)

    /// Does something that blocks, and waits for it without blocking.
    ///
    /// - Parameter body: What is done; it is not interrupted when the task is cancelled.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Runs whole tasks that block now and then on threads of their own.
package final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "qwen-batch.blocking-tasks", attributes: .concurrent)

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
