package import Core
internal import CSndfile
internal import Foundation

/// The formats that the installed libsndfile can write for mono sound at `sampleRate` hertz.
///
/// Found by opening an encoder on the null device, because builds without LAME still list MP3, and Opus only knows 8, 12, 16,
/// 24 and 48 kHz.
package func supportedFormats(sampleRate: Int = 24_000) -> [AudioFormat] {
    AudioFormat.allCases.filter { $0.unavailability(sampleRate: sampleRate) == nil }
}

extension AudioFormat {
    /// Why the installed libsndfile cannot write this format, in its own words; nil when it can.
    func unavailability(sampleRate: Int) -> String? {
        let path = "/dev/null"
        let channel = FileChannel(descriptor: open(path, O_RDWR | O_CLOEXEC), path: path)
        do {
            var handle = try SoundHandle(writing: channel, formatCode: formatCode, sampleRate: sampleRate)
            return handle.configure(for: self) ? nil : handle.lastError.text
        } catch {
            return error.text
        }
    }

    /// Refuses a sample rate that the format lacks, and a format that the installed libsndfile cannot write.
    ///
    /// - Throws: `BatchError` with `profile.invalid`.
    package func requireSupport(sampleRate: Int) throws {
        guard let reason = unavailability(sampleRate: sampleRate) else { return }
        let usable = supportedFormats(sampleRate: sampleRate).map(\.rawValue).joined(separator: ", ")
        if let sampleRates, !sampleRates.contains(sampleRate) {
            let rates = sampleRates.map(String.init).joined(separator: ", ")
            throw BatchError(
                .profileInvalid,
                "The format \(rawValue) has no sample rate of \(sampleRate) Hz, which mastering.sample_rate asks for.",
                remedy: "Leave that key out, give it one of \(rates), or choose one of these formats: \(usable).",
                details: ["format": rawValue, "key": "mastering.sample_rate"]
            )
        }
        throw BatchError(
            .profileInvalid,
            "This machine cannot write \(rawValue) at \(sampleRate) Hz: \(reason)",
            remedy: "Choose one of these formats: \(usable).",
            details: ["format": rawValue, "library": String(cString: sf_version_string())]
        )
    }

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
