internal import Foundation
internal import Synchronization

/// Ends the program when an input takes for ever.
final class Watchdog: Sendable {
    /// Far longer than any input may take, so that a busy machine raises no alarm.
    private static let patience: UInt64 = 60

    private let isDone = Atomic(false)

    init() {
        Thread.detachNewThread { [self] in watch() }
    }

    func stop() {
        isDone.store(true, ordering: .relaxed)
    }

    private func watch() {
        while !isDone.load(ordering: .relaxed) {
            let now = UInt64(ProcessInfo.processInfo.systemUptime)
            for worker in 0..<CurrentInputs.workers {
                let (seed, start) = (CurrentInputs.words[worker * 2], CurrentInputs.words[worker * 2 + 1])
                if start > 0, now > start + Self.patience {
                    print("seed \(seed) breaks the law of time: no end after \(now - start) s")
                    exit(1)
                }
            }
            Thread.sleep(forTimeInterval: 1)
        }
    }
}
