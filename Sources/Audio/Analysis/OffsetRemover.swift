internal import Foundation

/// Takes a constant offset out of sound while it arrives, and leaves what can be heard as it is.
///
/// A high-pass filter of the first order: y = a (y' + x - x'). At 100 Hz it takes 0.04 dB.
struct OffsetRemover {
    /// In hertz.
    private static let cutoff = 10.0

    private let decay: Float
    private var last: Float?
    private var output: Float = 0

    /// - Parameter sampleRate: Samples per second.
    init(sampleRate: Int) {
        decay = Float(exp(-2 * .pi * Self.cutoff / Double(max(1, sampleRate))))
    }

    /// The samples of a block without what is constant in all that was fed.
    mutating func remove(from block: ArraySlice<Int16>) -> [Int16] {
        block.map { sample in
            let value = Float(sample)
            // Sound that begins with an offset has had it before.
            output = decay * (output + value - (last ?? value))
            last = value
            return Int16(clamping: Int(output.rounded()))
        }
    }
}
