internal import CEBUR128
internal import Core
internal import Foundation

/// Measures a sound that comes in blocks; memory stays flat.
final class LevelMeter {
    /// Parts of a second that are looked at by themselves for the noise floor.
    private static let framesPerSecond = 20
    /// Frames (half a second) whose mean is the noise floor where it is lowest.
    private static let floorFrames = 10

    private static let zeros = [Int16](repeating: 0, count: 24_000)

    private let sampleRate: Int
    /// Loudness and true peak take most of the time, and are not wanted of everything.
    private let measuresAll: Bool
    private var loudness: LoudnessHandle
    private var truePeak: TruePeakMeter
    private var energy = 0.0
    private var samples = 0
    private var highest: Int32 = 0
    private let frameLength: Int
    private var frameEnergy = 0.0
    private var frameFill = 0
    private var recent: [Double] = []
    private var lowest: Double?

    /// - Parameters:
    ///   - sampleRate: Samples per second.
    ///   - measuresAll: Whether loudness and true peak are measured, too.
    init(sampleRate: Int, measuresAll: Bool = true) {
        self.sampleRate = sampleRate
        self.measuresAll = measuresAll
        loudness = LoudnessHandle(sampleRate: sampleRate)
        truePeak = TruePeakMeter(sampleRate: sampleRate)
        frameLength = max(1, sampleRate / Self.framesPerSecond)
    }

    func feed(_ block: ArraySlice<Int16>) {
        block.withUnsafeBufferPointer { block in
            if measuresAll {
                loudness.feed(block)
                truePeak.feed(block)
            }
            samples += block.count
            var index = 0
            while index < block.count {
                let end = min(block.count, index + frameLength - frameFill)
                var sum: Int64 = 0
                for position in index..<end {
                    let value = Int32(block[position])
                    highest = max(highest, abs(value))
                    sum &+= Int64(value &* value)
                }
                frameEnergy += Double(sum)
                frameFill += end - index
                index = end
                if frameFill == frameLength { closeFrame() }
            }
        }
    }

    func feedSilence(_ count: Int) {
        var left = count
        while left > 0 {
            let part = min(left, Self.zeros.count)
            feed(Self.zeros[..<part])
            left -= part
        }
    }

    private func closeFrame() {
        energy += frameEnergy
        recent.append(frameEnergy)
        if recent.count > Self.floorFrames { recent.removeFirst() }
        if recent.count == Self.floorFrames {
            let sum = recent.reduce(0, +)
            lowest = min(lowest ?? sum, sum)
        }
        frameEnergy = 0
        frameFill = 0
    }

    /// What was measured, with lengths in seconds.
    func levels(leadIn: Int = 0, leadOut: Int = 0) -> AudioLevels {
        let all = energy + frameEnergy
        let floor = lowest.map { $0 / Double(Self.floorFrames * frameLength) } ?? all / Double(max(samples, 1))
        return AudioLevels(
            loudness: loudness.loudness,
            truePeak: Self.decibels(Double(truePeak.peak)),
            peak: Self.decibels(Double(highest) / 32_768),
            rms: Self.decibels((all / Double(max(samples, 1))).squareRoot() / 32_768),
            noiseFloor: Self.decibels(floor.squareRoot() / 32_768),
            seconds: Double(samples) / Double(sampleRate),
            leadInSeconds: Double(leadIn) / Double(sampleRate),
            leadOutSeconds: Double(leadOut) / Double(sampleRate)
        )
    }

    /// A ratio as decibels; nil for nothing at all.
    private static func decibels(_ ratio: Double) -> Double? { ratio > 0 ? 20 * log10(ratio) : nil }
}

/// One measurement of libebur128, freed when it goes out of scope; the only place that touches that library's pointers.
struct LoudnessHandle: ~Copyable {
    private var pointer: UnsafeMutablePointer<ebur128_state>?

    /// Begins to measure mono sound.
    ///
    /// - Parameter sampleRate: Samples per second, from 16 up.
    init(sampleRate: Int) {
        // The histogram keeps memory flat; it puts blocks into steps of 0.1 LU.
        let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_HISTOGRAM.rawValue
        pointer = ebur128_init(1, UInt(sampleRate), Int32(mode))
        precondition(pointer != nil, "libebur128 refuses \(sampleRate) Hz, or there is no memory")
    }

    deinit {
        var open = pointer
        if open != nil { ebur128_destroy(&open) }
    }

    mutating func feed(_ samples: UnsafeBufferPointer<Int16>) {
        guard let start = samples.baseAddress, !samples.isEmpty else { return }
        let result = ebur128_add_frames_short(pointer, start, samples.count)
        precondition(result == Int32(EBUR128_SUCCESS.rawValue), "libebur128 ran out of memory")
    }

    /// The integrated loudness of all that was fed, in LUFS; nil while nothing is above the gate of -70.
    var loudness: Double? {
        var found = 0.0
        let result = ebur128_loudness_global(pointer, &found)
        return result == Int32(EBUR128_SUCCESS.rawValue) && found.isFinite ? found : nil
    }
}
