internal import Foundation

/// Turns the samples of takes into those of the finished audio: gain, sample rate, limiter, dither to 16 bits.
///
/// Every take is rendered by itself: it is faded out at both ends, and pauses stay what they are.
final class TakeRenderer {
    private var resampler: ResamplerHandle?
    private var limiter: PeakLimiter
    private let gain: Float
    private var left = 0
    private var position = 0

    /// The most that the limiter took away so far, in decibels.
    var reduction: Double { -20 * log10(Double(limiter.lowest)) }

    /// - Parameters:
    ///   - rates: Those of takes and output.
    ///   - gain: In decibels.
    ///   - peakLimit: The highest true peak, in dBTP.
    init(rates: SampleRates, gain: Double, peakLimit: Double) {
        resampler = rates.areEqual ? nil : ResamplerHandle(from: rates.takes, to: rates.output)
        limiter = PeakLimiter(ceiling: Float(pow(10, peakLimit / 20)), sampleRate: rates.output)
        self.gain = Float(pow(10, gain / 20) / 32_768)
    }

    /// Begins a take.
    ///
    /// - Parameters:
    ///   - count: How many samples it is to have, give or take what rounding does.
    ///   - position: Its place in the book, which the dither starts from.
    func begin(count: Int, at position: Int) {
        left = count
        self.position = position
    }

    /// Renders the next samples of the take.
    ///
    /// - Parameters:
    ///   - samples: What comes next.
    ///   - isLast: Whether the take ends with them.
    /// - Returns: What is ready; after the last ones, all.
    func process(_ samples: ArraySlice<Int16>, isLast: Bool) -> [Int16] {
        var block = scaled(samples)
        block = resampler?.process(block, isLast: isLast) ?? block
        block = limiter.process(block, isLast: isLast)
        if block.count > left { block.removeLast(block.count - left) }
        if isLast { block += repeatElement(0, count: left - block.count) }
        let result = Self.dithered(block, at: position)
        left -= result.count
        position += result.count
        return result
    }

    private func scaled(_ samples: ArraySlice<Int16>) -> [Float] {
        let gain = gain
        return samples.map { Float($0) * gain }
    }

    private static func dithered(_ samples: [Float], at position: Int) -> [Int16] {
        var result = [Int16](repeating: 0, count: samples.count)
        for index in samples.indices {
            let value = samples[index] * 32_768 + PositionNoise.triangular(at: position + index)
            // To the nearest: what is positive is cut to whole numbers faster than the library rounds.
            result[index] = Int16(Int32(max(-32_768, min(value, 32_767)) + 32_768.5) - 32_768)
        }
        return result
    }
}
