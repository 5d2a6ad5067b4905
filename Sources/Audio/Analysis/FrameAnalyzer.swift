internal import CKissFFT
internal import Foundation

/// Turns sound into frames while it arrives: forty spectra a second, of what is below 6 kHz.
struct FrameAnalyzer {
    /// Frames per second: the pace of syllables is a tenth of it.
    static let framesPerSecond = 40
    /// The frequencies that speech is told by, in hertz.
    private static let lowest = 120.0
    private static let highest = 5_500.0
    /// Below this frequency, in hertz, noise and speech are not told apart by their flatness.
    private static let flatFrom = 300.0
    /// How far below the loudest band the others count, in decibels: what is quieter is masked.
    private static let maskedBelow: Float = 50
    /// Frames below this power are silence, and of no shape: -70 dBFS.
    private static let silent: Float = 1e-7
    /// Samples of the sound for one of its waveform: 24 kHz become 6 kHz.
    private static let waveformFactor: Int32 = 2
    /// The longest waveform that is kept: ten minutes.
    private static let longestWaveform = 600

    private(set) var frames: [SoundFrame] = []
    /// The sound below about 1.5 kHz, as far as repetitions are looked for in it, and its samples per second.
    private(set) var waveform: [Int16] = []
    let waveformRate: Int
    private let factor: Int
    private let hop: Int
    private let spectrum: Spectrum
    private let bandOfBin: [Int]
    private let flatBins: Range<Int>
    private var power: [Float]
    private var samples: [Float]
    private var start = 0
    private var sum: Int32 = 0
    private var summed = 0
    private var waveSum: Int32 = 0
    private var lastWaveSum: Int32 = 0
    private var waveSummed: Int32 = 0

    init(sampleRate: Int) {
        factor = max(1, sampleRate / 12_000)
        let rate = Double(sampleRate) / Double(factor)
        hop = max(1, Int(rate) / Self.framesPerSecond)
        waveformRate = Int(rate) / Int(Self.waveformFactor)
        let length = rate >= 18_000 ? 1_024 : 512
        spectrum = Spectrum(length: length)
        let width = rate / Double(length)
        let top = min(Self.highest, rate / 2)
        bandOfBin = (0...length / 2).map { bin in
            let frequency = Double(bin) * width
            guard frequency >= Self.lowest, frequency < top else { return -1 }
            return min(15, Int(16 * log(frequency / Self.lowest) / log(top / Self.lowest)))
        }
        flatBins = Int(Self.flatFrom / width)..<Int(top / width)
        power = [Float](repeating: 0, count: length / 2 + 1)
        // The first frame is centred on the first sample.
        samples = [Float](repeating: 0, count: length / 2)
    }

    mutating func feed(_ block: ArraySlice<Int16>) {
        let scale = 1 / (Float(factor) * 32_768)
        block.withUnsafeBufferPointer { block in
            for sample in block {
                sum += Int32(sample)
                summed += 1
                if summed == factor {
                    samples.append(Float(sum) * scale)
                    waveSum += sum / Int32(factor)
                    waveSummed += 1
                    sum = 0
                    summed = 0
                    if waveSummed == Self.waveformFactor {
                        if waveform.count < waveformRate * Self.longestWaveform {
                            waveform.append(Int16(clamping: (waveSum + lastWaveSum) / (2 * Self.waveformFactor)))
                        }
                        lastWaveSum = waveSum
                        waveSum = 0
                        waveSummed = 0
                    }
                }
            }
        }
        while samples.count - start >= spectrum.length { closeFrame() }
        // Moved to the front now and then, not at every frame.
        if start > 1 << 15 {
            samples.removeFirst(start)
            start = 0
        }
    }

    /// Closes the frames that the end of the sound left open.
    mutating func finish() {
        guard samples.count > start else { return }
        samples += [Float](repeating: 0, count: spectrum.length / 2)
        while samples.count - start >= spectrum.length { closeFrame() }
    }

    private mutating func closeFrame() {
        let window = samples[start..<start + spectrum.length]
        let middle = window.dropFirst((spectrum.length - hop) / 2).prefix(hop)
        let level = middle.reduce(0) { $0 + $1 * $1 } / Float(hop)
        start += hop
        guard level > Self.silent else {
            frames.append(SoundFrame(power: level, flatness: 0, bands: .zero))
            return
        }
        spectrum.measure(window, into: &power)
        frames.append(SoundFrame(power: level, flatness: flatness(), bands: bands()))
    }

    private func flatness() -> Float {
        var logs: Float = 0
        var sum: Float = 0
        for bin in flatBins {
            logs += log(power[bin] + 1e-12)
            sum += power[bin]
        }
        let count = Float(flatBins.count)
        return exp(logs / count) / (sum / count + 1e-12)
    }

    private func bands() -> SIMD16<Float> {
        var bands = SIMD16<Float>.zero
        for (bin, band) in bandOfBin.enumerated() where band >= 0 { bands[band] += power[bin] }
        for band in 0..<16 { bands[band] = 10 * log10(bands[band] + 1e-12) }
        let floor = bands.max() - Self.maskedBelow
        return bands.replacing(with: floor, where: bands .< floor)
    }
}

/// What is heard in a fortieth of a second.
struct SoundFrame {
    /// Mean power, of samples whose full scale is 1.
    var power: Float
    /// The geometric mean of the spectrum's powers by their mean: near 0 for a vowel, 0.56 for white noise.
    var flatness: Float
    /// The shape of the spectrum: decibels in bands as wide as hearing resolves, down to 50 below the loudest band.
    var bands: SIMD16<Float>
}

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
