/// Turns a sound down around peaks above a ceiling, with a look ahead, and leaves everything else as it is.
///
/// Feed one take after another, each to its end.
struct PeakLimiter {
    /// Seconds around a peak in which the gain is at its lowest: a pitch period of a low voice and more.
    private static let hold = 0.015
    /// Half of the seconds that the gain takes to come and go.
    private static let ramp = 0.010
    private static let stretch = 256
    /// Below the ceiling: what changing gains and dither may put on top.
    private static let margin: Float = 0.988

    private let ceiling: Float
    private let filter: TruePeakFilter
    private let hold: Int
    private let ramp: Int
    /// What is not handed out yet, and as much before it as its gain depends on.
    private var samples: [Float] = []
    /// The gain that each sample wants for itself, as far as that is known.
    private var wanted: [Float] = []
    private var next = 0
    /// The lowest gain so far.
    private(set) var lowest: Float = 1

    /// - Parameters:
    ///   - ceiling: The highest true peak, where full scale is 1.
    ///   - sampleRate: Samples per second.
    init(ceiling: Float, sampleRate: Int) {
        self.ceiling = ceiling * Self.margin
        filter = TruePeakFilter(sampleRate: sampleRate)
        hold = Int(Self.hold * Double(sampleRate))
        ramp = Int(Self.ramp * Double(sampleRate))
    }

    /// Takes the next part of a take.
    ///
    /// - Parameters:
    ///   - block: What comes next.
    ///   - isLast: Whether the take ends with it.
    /// - Returns: What is known by then; after the last part, all.
    mutating func process(_ block: [Float], isLast: Bool) -> [Float] {
        samples += block
        findWantedGains(isLast: isLast)
        let reach = hold + ramp
        let end = isLast ? samples.count : max(next, wanted.count - reach)
        var result = Array(samples[next..<end])
        if let active = activeRange(max(0, next - reach)..<min(wanted.count, end + reach)) {
            let touched = (active.lowerBound - reach..<active.upperBound + reach).clamped(to: next..<end)
            for (index, gain) in gains(touched).enumerated() {
                result[touched.lowerBound - next + index] *= gain
                lowest = min(lowest, gain)
            }
        }
        if isLast {
            samples.removeAll(keepingCapacity: true)
            wanted.removeAll(keepingCapacity: true)
            next = 0
        } else {
            let kept = max(0, end - reach - 2 * TruePeakFilter.reach)
            samples.removeFirst(kept)
            wanted.removeFirst(kept)
            next = end - kept
        }
        return result
    }

    /// Finds out what gain each sample wants whose surroundings are there.
    private mutating func findWantedGains(isLast: Bool) {
        let reach = TruePeakFilter.reach
        let end = isLast ? samples.count : samples.count - reach
        guard wanted.count < end else { return }
        let padding = [Float](repeating: 0, count: reach)
        // Silence on both sides, so that every value has its surroundings.
        let first = wanted.count
        let before = max(0, first - reach)
        let padded = padding + samples[before...] + padding
        padded.withUnsafeBufferPointer { padded in
            guard let base = padded.baseAddress else { return }
            var start = first
            while start < end {
                let stop = min(start + Self.stretch, end)
                let offset = reach - before
                var highest: Float = 0
                for index in start + offset - reach..<stop + offset + reach { highest = max(highest, abs(base[index])) }
                if highest * filter.bound <= ceiling {
                    wanted += repeatElement(1, count: stop - start)
                } else {
                    for position in start..<stop {
                        let peak = filter.peak(base, at: position + offset)
                        wanted.append(peak > ceiling ? ceiling / peak : 1)
                    }
                }
                start = stop
            }
        }
    }

    /// From the first sample that wants less to the last, or nil.
    private func activeRange(_ range: Range<Int>) -> Range<Int>? {
        guard let first = wanted[range].firstIndex(where: { $0 < 1 }),
            let last = wanted[range].lastIndex(where: { $0 < 1 })
        else { return nil }
        return first..<last + 1
    }

    /// The gains of a stretch: the lowest that is wanted nearby, without corners.
    private func gains(_ range: Range<Int>) -> [Float] {
        guard !range.isEmpty else { return [] }
        let lows = lowestNearby(range.lowerBound - ramp..<range.upperBound + ramp)
        let width = 2 * ramp + 1
        var sum = lows[..<width].reduce(0.0) { $0 + Double($1) }
        return range.indices.map { index in
            let step = index - range.lowerBound
            if step > 0 { sum += Double(lows[step + width - 1]) - Double(lows[step - 1]) }
            return Float(min(1, sum / Double(width)))
        }
    }

    /// For each place the lowest gain that is wanted within `hold` of it.
    private func lowestNearby(_ range: Range<Int>) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(range.count)
        // Places whose gains rise; the first is the lowest of the window.
        var rising: [Int] = []
        var head = 0
        var added = range.lowerBound - hold
        for place in range {
            while added <= place + hold {
                let gain = wantedGain(at: added)
                while rising.count > head, let last = rising.last, wantedGain(at: last) >= gain { rising.removeLast() }
                rising.append(added)
                added += 1
            }
            while rising[head] < place - hold { head += 1 }
            result.append(wantedGain(at: rising[head]))
        }
        return result
    }

    private func wantedGain(at place: Int) -> Float { wanted.indices.contains(place) ? wanted[place] : 1 }
}
