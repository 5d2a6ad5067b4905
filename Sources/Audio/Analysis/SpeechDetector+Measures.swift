internal import Core
internal import Foundation

extension SpeechDetector {
    /// Milliseconds whose mean is a noise floor: longer than the closure of a stop, which is silent in any voice.
    private static let floorFrames = 100
    /// The last milliseconds of a take, that tell whether it ends in the middle of a sound.
    private static let endFrames = 20

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
        measures.noiseFloor = Self.decibels(quietest(over: Self.floorFrames))
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

    /// The lowest mean square over so many milliseconds.
    private func quietest(over count: Int) -> Float {
        let width = min(count, power.count)
        guard width > 0 else { return 0 }
        var sum = power[..<width].reduce(0.0) { $0 + Double($1) }
        var lowest = sum
        for index in width..<power.count {
            sum += Double(power[index]) - Double(power[index - width])
            lowest = min(lowest, sum)
        }
        return Float(max(0, lowest) / Double(width))
    }

    /// The mean square of 16-bit samples as a level in dBFS, no lower than a sample can be.
    private static func decibels(_ power: Float) -> Double {
        10 * log10(max(Double(power), 0.1) / (32_768 * 32_768))
    }
}
