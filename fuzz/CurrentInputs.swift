internal import Foundation
internal import Synchronization

/// The inputs that are worked on right now, for those who find out that something went wrong with one.
enum CurrentInputs {
    static let workers = ProcessInfo.processInfo.activeProcessorCount

    /// Two words for each worker: a seed, and when it was begun, in seconds since the start of the system; 0 for none.
    ///
    /// Plain memory, because a signal handler may take no locks.
    nonisolated(unsafe) static let words: UnsafeMutablePointer<UInt64> = {
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: workers * 2)
        words.initialize(repeating: 0, count: workers * 2)
        return words
    }()

    static func begin(_ seed: UInt64, worker: Int) {
        words[worker * 2] = seed
        words[worker * 2 + 1] = UInt64(ProcessInfo.processInfo.systemUptime)
    }

    static func end(worker: Int) {
        words[worker * 2 + 1] = 0
    }
}
