package import Core

extension AudioFormat {
    /// The sample rates that the format has, ascending; nil for any.
    ///
    /// Opus: RFC 6716, section 2.1.3. MP3: ISO 11172-3 and 13818-3, and LAME's MPEG-2.5.
    var sampleRates: [Int]? {
        switch self {
        case .opus: [8_000, 12_000, 16_000, 24_000, 48_000]
        case .mp3: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
        case .wav, .flac, .ogg: nil
        }
    }

    /// The sample rate of finished audio: the one that the profile names; else that of ACX or of the voice, or the next higher
    /// one that the format has.
    ///
    /// - Parameters:
    ///   - mastering: What is done to the audio.
    ///   - takes: Samples per second of the voice.
    /// - Returns: Samples per second; one that is named may be one that the format lacks.
    package func sampleRate(for mastering: Mastering, takes: Int) -> Int {
        mastering.sampleRate ?? usable(mastering.loudness == .acx ? ACXLevels.sampleRate : takes)
    }

    private func usable(_ sampleRate: Int) -> Int {
        guard let sampleRates else { return sampleRate }
        return sampleRates.first { $0 >= sampleRate } ?? sampleRates.last ?? sampleRate
    }
}
