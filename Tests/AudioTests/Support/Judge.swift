import Audio
import CEBUR128
import Foundation

/// What libebur128 says of a finished file, measured without anything of ours.
struct Judge {
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
