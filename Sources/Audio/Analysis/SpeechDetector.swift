internal import Foundation

/// Finds where speech begins and ends in one take, fed in blocks.
///
/// It keeps one level per millisecond, 14 MB for an hour-long take.
struct SpeechDetector {
    let frameLength: Int
    /// The mean square of each millisecond so far.
    private(set) var power: [Float] = []
    private var frameEnergy: Int64 = 0
    private var frameFill = 0
    private var samples = 0

    init(sampleRate: Int) {
        frameLength = max(1, sampleRate / SpeechDetection.framesPerSecond)
    }

    mutating func reset() {
        power.removeAll(keepingCapacity: true)
        frameEnergy = 0
        frameFill = 0
        samples = 0
    }

    mutating func feed(_ block: ArraySlice<Int16>) {
        samples += block.count
        block.withUnsafeBufferPointer { block in
            var index = 0
            while index < block.count {
                let end = min(block.count, index + frameLength - frameFill)
                var energy: Int64 = 0
                for position in index..<end {
                    let value = Int32(block[position])
                    energy &+= Int64(value &* value)
                }
                frameEnergy += energy
                frameFill += end - index
                index = end
                if frameFill == frameLength { closeFrame() }
            }
        }
    }

    /// The speech in all that was fed, or nil when there is none.
    mutating func finish() -> SpeechSpan? {
        if frameFill > 0 { closeFrame() }
        guard let threshold = threshold(), let first = edge(power.indices, threshold),
            let last = edge(power.indices.reversed(), threshold)
        else { return nil }
        return SpeechSpan(
            start: first * frameLength,
            end: min(samples, (last + 1) * frameLength),
            samples: samples
        )
    }

    private mutating func closeFrame() {
        power.append(Float(frameEnergy) / Float(frameFill))
        frameEnergy = 0
        frameFill = 0
    }

    /// The mean square from which on a frame is speech, or nil when the take is silent.
    func threshold() -> Float? {
        let (quietest, loudest) = levels()
        guard loudest >= Self.meanSquare(SpeechDetection.silentBelow) else { return nil }
        let belowLoudest = loudest * Self.ratio(-SpeechDetection.range)
        let wanted = max(belowLoudest, quietest * Self.ratio(SpeechDetection.aboveNoise))
        let capped = min(wanted, loudest * Self.ratio(-SpeechDetection.leastRange))
        return max(capped, Self.meanSquare(SpeechDetection.lowestThreshold))
    }

    /// The lowest and the highest mean square over `levelFrames`.
    private func levels() -> (quietest: Float, loudest: Float) {
        let width = min(SpeechDetection.levelFrames, power.count)
        guard width > 0 else { return (0, 0) }
        // In double: the running difference of large and tiny powers would not come back to zero in single precision.
        var sum = power[..<width].reduce(0.0) { $0 + Double($1) }
        var (lowest, highest) = (sum, sum)
        for index in width..<power.count {
            sum += Double(power[index]) - Double(power[index - width])
            lowest = min(lowest, sum)
            highest = max(highest, sum)
        }
        return (Float(max(0, lowest) / Double(width)), Float(highest / Double(width)))
    }

    /// The first frame of `order` that is above `threshold` and leads into a run of such frames.
    private func edge(_ order: some BidirectionalCollection<Int>, _ threshold: Float) -> Int? {
        var recent: [Int] = []
        for (step, frame) in order.enumerated() where power[frame] >= threshold {
            recent.append(step)
            recent.removeAll { $0 <= step - SpeechDetection.runFrames }
            if recent.count >= SpeechDetection.runActive, let first = recent.first {
                return order[order.index(order.startIndex, offsetBy: first)]
            }
        }
        return nil
    }

    /// Decibels as a ratio of powers.
    static func ratio(_ decibels: Double) -> Float { Float(pow(10, decibels / 10)) }

    /// A level in dBFS as the mean square of 16-bit samples.
    private static func meanSquare(_ level: Double) -> Float { ratio(level) * 32_768 * 32_768 }
}
