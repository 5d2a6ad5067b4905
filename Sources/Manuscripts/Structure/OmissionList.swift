internal import Core

/// The parts that are left out, in order and without overlaps.
struct OmissionList {
    let omissions: [Omission]

    /// - Parameter ranges: In any order; what lies inside an earlier range is dropped.
    init(_ ranges: [(range: Range<Int>, reason: Omission.Reason)]) {
        let sorted = ranges.sorted {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
        var result: [Omission] = []
        for (range, reason) in sorted {
            let start = max(range.lowerBound, result.last?.range.end ?? 0)
            if start < range.upperBound {
                result.append(Omission(range: SourceRange(start, range.upperBound), reason: reason))
            }
        }
        omissions = result
    }

    /// One diagnostic for each reason, in the order of the source.
    func diagnostics(in source: SourceBytes) -> [Diagnostic] {
        var lines = LineCounter(source: source)
        var found: [Omission.Reason: (count: Int, lines: ClosedRange<Int>)] = [:]
        for omission in omissions {
            let first = lines.line(at: omission.range.start)
            let last = lines.line(at: max(omission.range.start, omission.range.end - 1))
            let before = found[omission.reason]
            found[omission.reason] = ((before?.count ?? 0) + 1, (before?.lines.lowerBound ?? first)...last)
        }
        return found.sorted {
            ($0.value.lines.lowerBound, $0.key.rawValue) < ($1.value.lines.lowerBound, $1.key.rawValue)
        }
        .map { $0.key.diagnostic(count: $0.value.count, lines: $0.value.lines) }
    }
}
