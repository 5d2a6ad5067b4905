internal import Foundation

/// Finds the highest value of a sound, that between samples included.
///
/// A stretch is only looked at closely where its samples are high enough to beat what was found so far.
struct TruePeakMeter {
    private static let stretch = 256
    private static let reach = TruePeakFilter.reach

    private let filter: TruePeakFilter
    /// The last samples of before, whose surroundings were not all there, and then a stretch.
    private var window = [Float](repeating: 0, count: 2 * reach + stretch)
    private var windowPeak: Float = 0
    /// The highest magnitude so far, where full scale is 1.
    private(set) var peak: Float = 0

    init(sampleRate: Int) {
        filter = TruePeakFilter(sampleRate: sampleRate)
    }

    mutating func feed(_ samples: UnsafeBufferPointer<Int16>) {
        var start = 0
        while start < samples.count {
            let count = min(Self.stretch, samples.count - start)
            feedStretch(UnsafeBufferPointer(rebasing: samples[start..<start + count]))
            start += count
        }
    }

    private mutating func feedStretch(_ samples: UnsafeBufferPointer<Int16>) {
        var highest: Float = 0
        window.withUnsafeMutableBufferPointer { window in
            for index in 0..<samples.count {
                let value = Float(samples[index]) * (1 / 32_768)
                window[2 * Self.reach + index] = value
                highest = max(highest, abs(value))
            }
        }
        peak = max(peak, highest)
        let (around, filter) = (max(highest, windowPeak), filter)
        window.withUnsafeMutableBufferPointer { window in
            guard let base = window.baseAddress else { return }
            if around * filter.bound > peak {
                for position in 0..<samples.count {
                    peak = max(peak, filter.peak(base, at: Self.reach + position))
                }
            }
            for index in 0..<2 * Self.reach { window[index] = window[samples.count + index] }
        }
        windowPeak = samples.count >= 2 * Self.reach ? highest : max(highest, windowPeak)
    }
}

/// The values between samples, as BS.1770-4 annex 2 and libebur128 find them: oversampled four times below 96 kHz, twice above.
///
/// The same 49 taps as libebur128's (a sinc under a Hann window), so that both find the same peaks; libebur128's own filter is
/// the slower one, so this one is kept.
struct TruePeakFilter: Sendable {
    /// Samples that a value depends on, before and after it.
    static let reach = 6

    private static let taps = 49
    /// The coefficients of one position between two samples, for the samples around it in their order.
    private struct Phase {
        let first: SIMD8<Float>
        let rest: SIMD4<Float>

        init(_ coefficients: [Float]) {
            first = SIMD8(coefficients[..<8])
            rest = SIMD4(coefficients[8...])
        }
    }

    /// The positions between two samples; those of twofold oversampling are one position three times.
    private let phases: (Phase, Phase, Phase)
    /// How many times the highest sample the value between samples can be.
    let bound: Float

    init(sampleRate: Int) {
        let factor = sampleRate < 96_000 ? 4 : 2
        let middle = (Self.taps - 1) / 2
        let phases = (1...3).map { phase in
            (1 - Self.reach...Self.reach).map { distance -> Float in
                // With two phases the filter is twice as long as is looked at; what is left out is the faint rest.
                let tap = Double(distance * factor - min(phase, factor - 1))
                let width = factor == 4 ? Double(middle) : Double(Self.reach * factor)
                guard abs(tap) < width else { return 0 }
                let angle = tap * .pi / Double(factor)
                return Float(sin(angle) / angle * (0.5 + 0.5 * cos(.pi * tap / width)))
            }
        }
        self.phases = (Phase(phases[0]), Phase(phases[1]), Phase(phases[2]))
        bound = max(1, phases.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 1)
    }

    /// The highest magnitude at the sample at `position` and between it and the next one.
    ///
    /// `reach - 1` samples before it and `reach` after it have to be there.
    @inline(__always)
    func peak(_ samples: UnsafePointer<Float>, at position: Int) -> Float {
        let around = UnsafeRawPointer(samples + position - Self.reach + 1)
        let first = around.loadUnaligned(as: SIMD8<Float>.self)
        let rest = around.loadUnaligned(fromByteOffset: MemoryLayout<SIMD8<Float>>.size, as: SIMD4<Float>.self)
        let one = abs((phases.0.first * first).sum() + (phases.0.rest * rest).sum())
        let two = abs((phases.1.first * first).sum() + (phases.1.rest * rest).sum())
        let three = abs((phases.2.first * first).sum() + (phases.2.rest * rest).sum())
        return max(max(abs(samples[position]), one), max(two, three))
    }
}
