internal import ManuscriptLaws

/// What was seen of many inputs.
struct FuzzTally: Sendable {
    /// An input that took its time.
    struct Slow: Sendable {
        let seed: UInt64
        let bytes: Int
        let time: Duration
    }

    /// An input that breaks a law.
    struct Failure: Sendable {
        let seed: UInt64
        let breach: Breach
    }

    private(set) var inputs = 0
    private(set) var bytes = 0
    private(set) var slowest: [Slow] = []
    var failures: [Failure] = []
    var elapsed = Duration.zero

    init() {}

    init(_ seed: UInt64, bytes: Int, time: Duration, failures: [Failure]) {
        inputs = 1
        self.bytes = bytes
        self.failures = failures
        slowest = [Slow(seed: seed, bytes: bytes, time: time)]
        elapsed = time
    }

    mutating func add(_ other: FuzzTally) {
        inputs += other.inputs
        bytes += other.bytes
        failures += other.failures
        if slowest.count < 3 || other.slowest.contains(where: { $0.time > slowest[2].time }) {
            slowest = Array((slowest + other.slowest).sorted { $0.time > $1.time }.prefix(3))
        }
    }

    var summary: String {
        let head = "\(inputs) inputs, \(bytes / max(inputs, 1)) bytes on average, \(elapsed.inSeconds) s; the slowest:"
        let rows = slowest.map { "  \($0.time.inSeconds) s for \($0.bytes) bytes, seed \($0.seed)" }
        return ([head] + rows).joined(separator: "\n")
    }
}

extension Duration {
    /// Seconds with three decimals at most.
    var inSeconds: Double { ((self / .milliseconds(1)).rounded()) / 1000 }
}
