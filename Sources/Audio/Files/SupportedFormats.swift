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
}
