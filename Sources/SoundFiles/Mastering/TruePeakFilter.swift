internal import Foundation

/// The values between samples, as BS.1770-4 annex 2 and libebur128 find them: oversampled four times below 96 kHz, twice above.
///
/// The same 49 taps as libebur128's (a sinc under a Hann window), so that both find the same peaks.
struct TruePeakFilter: Sendable {
    /// Samples that a value depends on, before and after it.
    static let reach = 6

    private static let taps = 49
    /// Coefficients of the positions between two samples, each for the samples from the latest to the earliest.
    private let phases: [[Float]]
    /// How many times the highest sample the value between samples can be.
    let bound: Float

    init(sampleRate: Int) {
        let factor = sampleRate < 96_000 ? 4 : 2
        let middle = (Self.taps - 1) / 2
        var phases: [[Float]] = []
        for phase in 1..<factor {
            phases.append(
                (0..<2 * Self.reach).map { step in
                    // With two phases the filter is twice as long as is looked at; what is left out is the faint rest.
                    let tap = (step - Self.reach) * factor + phase
                    let angle = Double(tap) * .pi / Double(factor)
                    let width = factor == 4 ? Double(middle) : Double(Self.reach * factor)
                    guard abs(Double(tap)) < width else { return 0 }
                    return Float(sin(angle) / angle * (0.5 + 0.5 * cos(.pi * Double(tap) / width)))
                }
            )
        }
        self.phases = phases
        bound = max(1, phases.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 1)
    }

    /// The highest magnitude at the sample at `position` and between it and the next one.
    ///
    /// `reach - 1` samples before it and `reach` after it have to be there.
    @inline(__always)
    func peak(_ samples: UnsafePointer<Float>, at position: Int) -> Float {
        var highest = abs(samples[position])
        let latest = samples + position + Self.reach
        for phase in phases {
            var value: Float = 0
            phase.withUnsafeBufferPointer { coefficients in
                for step in 0..<2 * Self.reach { value += coefficients[step] * latest[-step] }
            }
            highest = max(highest, abs(value))
        }
        return highest
    }
}
