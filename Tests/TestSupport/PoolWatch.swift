internal import Dispatch
internal import Foundation
internal import NIOConcurrencyHelpers

/// Tells whether the cooperative pool runs other tasks while something blocks in more places than it has threads.
///
/// - Parameter body: Is called in several tasks at once; calls `block` wherever it must not hold a thread of the pool.
/// - Returns: False when all threads of the pool were held.
/// - Throws: What `body` throws.
package func poolStaysFree(
    _ body: @escaping @Sendable (_ block: @escaping @Sendable () -> Void) async throws -> Void
) async throws -> Bool {
    let count = ProcessInfo.processInfo.activeProcessorCount + 2
    let latch = DispatchSemaphore(value: 0)
    let blocked = NIOLockedValueBox(0)
    let isLate = NIOLockedValueBox(false)
    let block: @Sendable () -> Void = {
        blocked.withLockedValue { $0 += 1 }
        latch.wait()
        // Each one lets the next one go.
        latch.signal()
    }
    // Not in the pool, which may be held.
    DispatchQueue.global().asyncAfter(deadline: .now() + 20) {
        isLate.withLockedValue { $0 = true }
        latch.signal()
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<count { group.addTask { try await body(block) } }
        group.addTask {
            while blocked.withLockedValue({ $0 }) < count, !isLate.withLockedValue({ $0 }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            latch.signal()
        }
        try await group.waitForAll()
    }
    return !isLate.withLockedValue { $0 }
}
