internal import Core
internal import Foundation

/// Finds where speech begins and ends in one take, fed in blocks.
///
/// It keeps one level per millisecond, 14 MB for an hour-long take.
struct SpeechDetector {
    /// Milliseconds whose mean is a noise floor: longer than the closure of a stop, which is silent in any voice.
    private static let floorFrames = 100
    /// The last milliseconds of a take, that tell whether it ends in the middle of a sound.
    private static let endFrames = 20

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

    /// What the levels of all that was fed say of a take, or nil when there is no speech in it.
    mutating func measures() -> TakeMeasures? {
        guard let span = finish(), let threshold = threshold() else { return nil }
        let rate = Double(frameLength * SpeechDetection.framesPerSecond)
        let speech = power[span.start / frameLength..<min(power.count, span.end / frameLength)]
        let active = speech.filter { $0 >= threshold }
        var measures = TakeMeasures()
        measures.speechSeconds = Double(span.end - span.start) / rate
        measures.leadSeconds = Double(span.lead) / rate
        measures.tailSeconds = Double(span.tail) / rate
        let pause = longestRun(in: speech, below: threshold)
        measures.longestPause = Double(pause.count) / Double(SpeechDetection.framesPerSecond)
        if !pause.isEmpty { measures.pauseAt = Double(pause.lowerBound) / Double(SpeechDetection.framesPerSecond) }
        measures.level = Self.decibels(active.reduce(0, +) / Float(max(1, active.count)))
        measures.noiseFloor = Self.decibels(levels(over: Self.floorFrames).quietest)
        let end = power.suffix(Self.endFrames)
        measures.endDrop = Self.decibels(active.max() ?? 0) - Self.decibels(end.reduce(0, +) / Float(max(1, end.count)))
        return measures
    }

    /// The longest run of milliseconds below a threshold, where single ones above it are clicks.
    ///
    /// - Returns: From its first millisecond on, as many as are below the threshold.
    private func longestRun(in frames: ArraySlice<Float>, below threshold: Float) -> Range<Int> {
        var longest = 0..<0
        var (first, run, clicks) = (0, 0, 0)
        for (index, frame) in zip(frames.indices, frames) {
            if frame < threshold {
                if run == 0 { first = index }
                run += 1
                clicks = 0
                if run > longest.count { longest = first..<first + run }
            } else {
                clicks += 1
                if clicks >= SpeechDetection.runActive { run = 0 }
            }
        }
        return longest
    }

    private mutating func closeFrame() {
        power.append(Float(frameEnergy) / Float(frameFill))
        frameEnergy = 0
        frameFill = 0
    }

    /// The mean square from which on a frame is speech, or nil when the take is silent.
    func threshold() -> Float? {
        let (quietest, loudest) = levels(over: SpeechDetection.levelFrames)
        guard loudest >= Self.meanSquare(SpeechDetection.silentBelow) else { return nil }
        let belowLoudest = loudest * Self.ratio(-SpeechDetection.range)
        let wanted = max(belowLoudest, quietest * Self.ratio(SpeechDetection.aboveNoise))
        let capped = min(wanted, loudest * Self.ratio(-SpeechDetection.leastRange))
        return max(capped, Self.meanSquare(SpeechDetection.lowestThreshold))
    }

    /// The lowest and the highest mean square over so many milliseconds.
    private func levels(over count: Int) -> (quietest: Float, loudest: Float) {
        let width = min(count, power.count)
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

    /// The mean square of 16-bit samples as a level in dBFS, no lower than a sample can be.
    private static func decibels(_ power: Float) -> Double {
        10 * log10(max(Double(power), 0.1) / (32_768 * 32_768))
    }
}

/// Where the speech of a take is, in samples from its start.
package struct SpeechSpan: Sendable, Hashable {
    /// The first sample of speech.
    package let start: Int
    /// One past the last sample of speech.
    package let end: Int
    /// The length of the whole take.
    package let samples: Int

    /// Samples of near silence before the speech.
    package var lead: Int { start }
    /// Samples of near silence after the speech.
    package var tail: Int { samples - end }
}

/// What counts as speech; levels in decibels relative to full scale (dBFS), as root mean square.
enum SpeechDetection {
    /// Frames per second of the level curve: edges are found to one millisecond.
    static let framesPerSecond = 1_000
    /// Frames (50 ms) whose mean is a level: longer than a pitch period, shorter than a syllable.
    static let levelFrames = 50
    /// How far below its loudest syllable a take is still speech.
    ///
    /// The weakest speech sound (th) is 28 dB below the strongest (aw) (Fletcher, "Speech and Hearing in Communication",
    /// 1953), and a voice falls by some 10 dB towards the end of a sentence. Measured on the embedded voice, 45 instead of 40
    /// moves an end by 2 to 26 ms, within the guards.
    static let range = 40.0
    /// How far above its quietest 50 ms sound has to be, so that room tone is no speech.
    static let aboveNoise = 10.0
    /// The threshold never rises closer to the loudest syllable than this: a take without silence has no noise to measure.
    static let leastRange = 25.0
    /// A take whose loudest 50 ms are quieter than this holds no speech.
    static let silentBelow = -55.0
    /// The threshold never falls below this: three steps of 16-bit sound, where dither lives.
    static let lowestThreshold = -80.0
    /// The frames (10 ms) at an edge that are looked at together.
    static let runFrames = 10
    /// How many of `runFrames` have to be above the threshold: fewer are a click.
    static let runActive = 5
}
