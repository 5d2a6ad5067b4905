import Audio
import CEBUR128
import Foundation

/// A sound file read back as a whole, with its own way of finding speech.
struct Decoded {
    let samples: [Float]
    let info: SoundFileInfo
    let tags: AudioTags

    init(_ url: URL) throws {
        let reader = try SoundFileReader(url)
        var block = [Float](repeating: 0, count: 1 << 16)
        var samples: [Float] = []
        while case let count = try reader.read(into: &block), count > 0 { samples += block[..<count] }
        self.samples = samples
        info = reader.info
        tags = reader.tags
    }

    var seconds: Double { Double(samples.count) / Double(info.sampleRate) }

    /// Stretches of sound in seconds: louder than 2 % of full scale, no more than 90 ms apart.
    var speech: [(start: Double, end: Double)] {
        let rate = Double(info.sampleRate)
        var found: [(start: Double, end: Double)] = []
        for (index, sample) in samples.enumerated() where abs(sample) > 0.02 {
            let time = Double(index) / rate
            if let last = found.last, time - last.end < 0.09 {
                found[found.count - 1].end = time
            } else {
                found.append((time, time))
            }
        }
        return found
    }

    /// The silences between the stretches of sound, in seconds.
    var gaps: [Double] {
        zip(speech, speech.dropFirst()).map { $1.start - $0.end }
    }

    /// The largest step from one sample to the next within `width` seconds of `time`.
    func largestStep(around time: Double, width: Double) -> Float {
        let from = max(1, Int((time - width) * Double(info.sampleRate)))
        let to = min(samples.count, Int((time + width) * Double(info.sampleRate)))
        return (from..<to).map { abs(samples[$0] - samples[$0 - 1]) }.max() ?? 0
    }
}

/// What libebur128 says of a finished file, measured without anything of ours.
struct ReferenceLevels {
    /// Integrated, in LUFS.
    let loudness: Double
    /// In dBTP.
    let truePeak: Double

    init(_ url: URL) throws {
        let decoded = try Decoded(url)
        self.init(decoded.samples, sampleRate: decoded.info.sampleRate)
    }

    init(_ samples: [Float], sampleRate: Int) {
        let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue
        var state = ebur128_init(1, UInt(sampleRate), Int32(mode))
        defer { ebur128_destroy(&state) }
        _ = ebur128_add_frames_float(state, samples, samples.count)
        var (loudness, peak) = (0.0, 0.0)
        _ = ebur128_loudness_global(state, &loudness)
        _ = ebur128_true_peak(state, 0, &peak)
        self.loudness = loudness
        truePeak = 20 * log10(peak)
    }
}

/// WAV files that `TakeWriter` would not write.
enum RawWAV {
    /// 32-bit floating point samples.
    static func write(_ samples: [Float], channels: Int = 1, sampleRate: Int = 24_000, to url: URL) throws {
        let content = samples.withUnsafeBytes { Data($0) }
        try file(content, tag: 3, bytesPerSample: 4, channels, sampleRate).write(to: url)
    }

    /// 16-bit samples, interleaved.
    static func write(_ samples: [Int16], channels: Int = 1, sampleRate: Int = 24_000, to url: URL) throws {
        let content = samples.withUnsafeBytes { Data($0) }
        try file(content, tag: 1, bytesPerSample: 2, channels, sampleRate).write(to: url)
    }

    private static func file(_ content: Data, tag: Int, bytesPerSample: Int, _ channels: Int, _ rate: Int) -> Data {
        let frame = channels * bytesPerSample
        var data = Data("RIFF".utf8) + little(36 + content.count, 4) + Data("WAVEfmt ".utf8) + little(16, 4)
        data += little(tag, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4)
        data += little(frame, 2) + little(bytesPerSample * 8, 2) + Data("data".utf8) + little(content.count, 4)
        return data + content
    }

    private static func little(_ value: Int, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
    }
}
