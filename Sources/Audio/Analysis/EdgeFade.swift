internal import Foundation

/// A raised-cosine fade at both ends of a stretch of samples, so that a seam does not click.
struct EdgeFade {
    /// The stretch, in samples of the take.
    private let range: Range<Int>
    private let samples: Int

    /// - Parameters:
    ///   - range: The stretch that is kept of a take.
    ///   - samples: The length of each fade; shortened where the stretch has no room for two.
    init(range: Range<Int>, samples: Int) {
        self.range = range
        self.samples = min(samples, range.count / 2)
    }

    /// Fades what of the two ends is in `block`, whose first sample is number `start` of the take.
    func apply(to block: inout [Int16], startingAt start: Int) {
        let held = start..<start + block.count
        for position in (range.lowerBound..<range.lowerBound + samples).clamped(to: held) {
            scale(&block[position - start], position - range.lowerBound)
        }
        for position in (range.upperBound - samples..<range.upperBound).clamped(to: held) {
            scale(&block[position - start], range.upperBound - 1 - position)
        }
    }

    /// Scales the sample `distance` from the edge.
    private func scale(_ sample: inout Int16, _ distance: Int) {
        let phase = (Double(distance) + 0.5) / Double(samples)
        sample = Int16((Double(sample) * (0.5 - 0.5 * cos(.pi * phase))).rounded())
    }
}
