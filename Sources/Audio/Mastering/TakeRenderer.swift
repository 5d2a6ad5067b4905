internal import CSoxr
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

/// The samples per second of takes and of the finished audio.
struct SampleRates: Sendable, Hashable {
    let takes: Int
    let output: Int

    var areEqual: Bool { takes == output }

    /// A length in samples of a take as one in samples of the output, to the nearest.
    func output(_ samples: Int) -> Int {
        areEqual ? samples : Int((Double(samples) * Double(output) / Double(takes)).rounded())
    }

    /// A length in samples of the output as one in samples of a take, rounded down.
    func takes(_ samples: Int) -> Int {
        areEqual ? samples : Int(Double(samples) * Double(takes) / Double(output))
    }
}

/// One resampler of libsoxr for mono sound, freed when it goes out of scope; the only place that touches its pointers.
struct ResamplerHandle: ~Copyable {
    private let pointer: soxr_t
    private let ratio: Double

    init(from input: Int, to output: Int) {
        // 20 bits, linear phase: what is wrong is below the last of 16 bits.
        var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
        guard let created = soxr_create(Double(input), Double(output), 1, nil, nil, &quality, nil) else {
            preconditionFailure("libsoxr refuses \(input) to \(output) Hz, or there is no memory")
        }
        pointer = created
        ratio = Double(output) / Double(input)
    }

    deinit { soxr_delete(pointer) }

    /// Resamples the next part of a signal.
    ///
    /// - Parameters:
    ///   - samples: What comes next.
    ///   - isLast: Whether the signal ends with it; the next part then begins another signal.
    /// - Returns: As much as is known by then.
    mutating func process(_ samples: [Float], isLast: Bool) -> [Float] {
        var result = [Float](repeating: 0, count: Int(Double(samples.count) * ratio) + 4_096)
        var filled = 0
        var taken = 0
        samples.withUnsafeBufferPointer { input in
            while taken < input.count {
                var (used, made) = (0, 0)
                result.withUnsafeMutableBufferPointer { output in
                    let target = output.baseAddress.map { $0 + filled }
                    let source = input.baseAddress.map { $0 + taken }
                    _ = soxr_process(
                        pointer,
                        source,
                        input.count - taken,
                        &used,
                        target,
                        output.count - filled,
                        &made
                    )
                }
                taken += used
                filled += made
                if filled == result.count { result += [Float](repeating: 0, count: 65_536) }
                guard used > 0 || made > 0 else { break }
            }
        }
        if isLast {
            while true {
                var made = 0
                if filled == result.count { result += [Float](repeating: 0, count: 65_536) }
                result.withUnsafeMutableBufferPointer { output in
                    let target = output.baseAddress.map { $0 + filled }
                    _ = soxr_process(pointer, nil, 0, nil, target, output.count - filled, &made)
                }
                filled += made
                guard made > 0 else { break }
            }
            _ = soxr_clear(pointer)
        }
        result.removeLast(result.count - filled)
        return result
    }
}
