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

/// Ends the program when an input does not end.
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

/// Names the inputs in work when the program crashes, since Swift ends it on the spot.
enum CrashReport {
    static func install() {
        // Made before they are needed: a signal handler may not allocate.
        _ = CurrentInputs.words
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            signal(number) { _ in
                CrashReport.write("crashed; one of these seeds breaks the law of survival, try each with REPLAY:\n")
                for worker in 0..<CurrentInputs.workers where CurrentInputs.words[worker * 2 + 1] > 0 {
                    CrashReport.write(CurrentInputs.words[worker * 2])
                }
                _exit(1)
            }
        }
    }

    private static func write(_ text: StaticString) {
        _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }

    /// A number in decimal, without the heap.
    private static func write(_ number: UInt64) {
        var place: UInt64 = 10_000_000_000_000_000_000
        while place > 0 {
            var digit = UInt8(ascii: "0") + UInt8(number / place % 10)
            _ = Foundation.write(STDERR_FILENO, &digit, 1)
            place /= 10
        }
        write("\n")
    }
}
