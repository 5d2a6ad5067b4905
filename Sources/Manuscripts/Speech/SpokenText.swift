internal import Core
internal import Documents

/// Normalised text as UTF-8, with the way back from each of its bytes to the source.
struct SpokenText: Sendable {
    /// A stretch of spoken text and where it comes from.
    private struct Run {
        private let spokenStart: UInt32
        private let sourceStart: UInt32
        private var sourceStop: UInt32
        /// Whether the stretch stands for its source as a whole; otherwise byte stands for byte.
        let isAtomic: Bool

        init(spoken: Int, source: Range<Int>, isAtomic: Bool) {
            spokenStart = UInt32(spoken)
            sourceStart = UInt32(source.lowerBound)
            sourceStop = UInt32(source.upperBound)
            self.isAtomic = isAtomic
        }

        var spoken: Int { Int(spokenStart) }
        var source: Int { Int(sourceStart) }
        var sourceEnd: Int {
            get { Int(sourceStop) }
            set { sourceStop = UInt32(newValue) }
        }
    }

    private(set) var bytes: [UInt8] = []
    private var runs: [Run] = []

    var end: Int { bytes.count }

    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Adds bytes of the source as they are.
    mutating func append(_ range: Range<Int>, of source: SourceBytes) {
        extend(range)
        bytes.append(contentsOf: source.bytes[range])
    }

    /// Adds a byte that stands for the one byte at `place` of the source, such as a space for the end of a line.
    mutating func append(_ byte: UInt8, at place: Int) {
        extend(place..<place + 1)
        bytes.append(byte)
    }

    /// Notes that as many bytes as `range` has come next; a stretch that goes on stays one, so that most text costs little.
    private mutating func extend(_ range: Range<Int>) {
        if let last = runs.last, !last.isAtomic, last.sourceEnd == range.lowerBound {
            runs[runs.count - 1].sourceEnd = range.upperBound
        } else {
            runs.append(Run(spoken: end, source: range, isAtomic: false))
        }
    }

    /// Adds text that stands for `range` of the source as a whole.
    mutating func append(_ text: some Sequence<UInt8>, for range: Range<Int>) {
        runs.append(Run(spoken: end, source: range, isAtomic: true))
        bytes.append(contentsOf: text)
    }

    /// Takes back everything from `start` on.
    mutating func removeEverything(from start: Int) {
        bytes.removeSubrange(start...)
        while let last = runs.last, last.spoken >= start {
            runs.removeLast()
        }
        if let last = runs.last, !last.isAtomic {
            runs[runs.count - 1].sourceEnd = last.source + start - last.spoken
        }
    }

    /// The source of a part of the spoken text that is not empty.
    func sourceRange(of range: Range<Int>) -> SourceRange {
        let first = runs[runIndex(at: range.lowerBound)]
        let last = runs[runIndex(at: range.upperBound - 1)]
        let start = first.isAtomic ? first.source : first.source + range.lowerBound - first.spoken
        let end = last.isAtomic ? last.sourceEnd : last.source + range.upperBound - last.spoken
        return SourceRange(start, end)
    }

    /// The nearest place at or before `offset` where the text may be cut without parting what stands for one thing.
    func cut(atOrBefore offset: Int) -> Int {
        guard offset > 0, offset < end else { return offset }
        let run = runs[runIndex(at: offset)]
        return run.isAtomic ? run.spoken : offset
    }

    private func runIndex(at offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].spoken <= offset {
                low = middle
            } else {
                high = middle
            }
        }
        return low
    }
}
