internal import CKissFFT
internal import Foundation

/// Power spectra of short stretches of sound; the only place that touches KissFFT.
final class Spectrum {
    /// Samples of one stretch.
    let length: Int
    private let plan: kiss_fftr_cfg?
    private let window: [Float]
    private var input: [Float]
    private var bins: [kiss_fft_cpx]

    /// - Parameter length: An even number of samples.
    init(length: Int) {
        self.length = length
        plan = kiss_fftr_alloc(Int32(length), 0, nil, nil)
        window = (0..<length).map { Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(length))) }
        input = [Float](repeating: 0, count: length)
        bins = [kiss_fft_cpx](repeating: kiss_fft_cpx(r: 0, i: 0), count: length / 2 + 1)
    }

    deinit {
        free(UnsafeMutableRawPointer(plan))
    }

    /// Puts the power of every frequency from 0 to half the sample rate into `power`, which has `length / 2 + 1` places.
    func measure(_ samples: ArraySlice<Float>, into power: inout [Float]) {
        samples.withUnsafeBufferPointer { samples in
            for index in 0..<length { input[index] = samples[index] * window[index] }
        }
        kiss_fftr(plan, input, &bins)
        for index in bins.indices { power[index] = bins[index].r * bins[index].r + bins[index].i * bins[index].i }
    }
}
