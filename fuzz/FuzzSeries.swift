internal import Foundation
internal import ManuscriptLaws
internal import Synchronization

/// The inputs of one run of the fuzzer, shared among the processors.
struct FuzzSeries: Sendable {
    /// No input is longer than 100 kB, and a megabyte takes seconds at worst.
    private static let longestTime = Duration.seconds(2)
    /// After so many failures there is enough to fix.
    private static let enough = 5

    /// What the workers share.
    private final class Progress: Sendable {
        let next = Atomic(0)
        let failures = Atomic(0)
    }

    let seed: UInt64
    let count: Int

    func run() async -> FuzzTally {
        let progress = Progress()
        let start = ContinuousClock.now
        var tally = await withTaskGroup { group in
            for worker in 0..<CurrentInputs.workers {
                group.addTask { work(worker, progress) }
            }
            return await group.reduce(into: FuzzTally()) { $0.add($1) }
        }
        tally.elapsed = ContinuousClock.now - start
        return tally
    }

    private func work(_ worker: Int, _ progress: Progress) -> FuzzTally {
        var tally = FuzzTally()
        while progress.failures.load(ordering: .relaxed) < Self.enough {
            let index = progress.next.add(1, ordering: .relaxed).oldValue
            guard index < count else { break }
            let seed = SeededRandom.seed(index, of: seed)
            CurrentInputs.begin(seed, worker: worker)
            let one = Self.tally(of: seed)
            progress.failures.add(one.failures.count, ordering: .relaxed)
            tally.add(one)
        }
        CurrentInputs.end(worker: worker)
        return tally
    }

    /// What is seen of a single input.
    static func tally(of seed: UInt64) -> FuzzTally {
        let input = HostileInput(seed: seed)
        var (breaches, time) = check(input)
        // A busy machine is not the input's fault.
        for _ in 0..<2 where time > longestTime {
            time = min(time, check(input).time)
        }
        if time > longestTime {
            breaches.append(Breach(.time, "\(time.inSeconds) s"))
        }
        let failures = breaches.prefix(1).map { FuzzTally.Failure(seed: seed, breach: $0) }
        return FuzzTally(seed, bytes: input.bytes.count, time: time, failures: failures)
    }

    private static func check(_ input: HostileInput) -> (breaches: [Breach], time: Duration) {
        var breaches: [Breach] = []
        let time = ContinuousClock().measure { breaches = TextLaws.breaches(of: input) }
        return (breaches, time)
    }
}

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
