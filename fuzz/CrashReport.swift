internal import Foundation

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
