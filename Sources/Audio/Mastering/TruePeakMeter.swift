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
