internal import BatchCore
internal import Foundation

extension BookAssembler {
    /// What the limiter may take away without a word, in decibels: a few, as for the loudest syllables of lively speech.
    private static let quietReduction = 3.0
    /// How far the finished loudness may be from what was asked for, in decibels.
    private static let tolerance = 0.3

    /// Tells where the limiter had to work hard.
    func note(reduction: Double, gain: Double) {
        guard reduction > Self.quietReduction else { return }
        add(
            Diagnostic(
                .note,
                code: "mastering.limited",
                message: "The limiter took up to \(reduction.rounded(toPlaces: 1)) dB off the peaks, after a gain of "
                    + "\(gain.rounded(toPlaces: 1)) dB; a lower mastering.loudness leaves the speech livelier."
            )
        )
    }

    /// Tells where the finished audio is not what was asked for.
    func noteResult() {
        switch configuration.mastering.loudness {
        case .off: return
        case .level(let level): noteLoudness(level)
        case .acx: noteACX()
        }
    }

    private func noteLoudness(_ level: Double) {
        guard configuration.mastering.scope == .book, let found = renderer.levels.loudness,
            abs(found - level) > Self.tolerance
        else { return }
        add(
            Diagnostic(
                .warning,
                code: "mastering.missed",
                message: "The book has \(found.rounded(toPlaces: 1)) LUFS instead of \(level): its peaks leave no room."
            )
        )
    }

    private func noteACX() {
        let faults = renderer.chapters.enumerated().flatMap { index, chapter in
            Self.acxFaults(chapter.levels).map { "chapter \(index + 1): \($0)" }
        }
        guard let first = faults.first else { return }
        let more = faults.count > 1 ? "; and \(faults.count - 1) more" : ""
        add(
            Diagnostic(
                .warning,
                code: "mastering.acx",
                message: "Not all that ACX asks for is met (\(first)\(more)); the manifest has every figure."
            )
        )
    }

    private static func acxFaults(_ levels: AudioLevels) -> [String] {
        var faults: [String] = []
        if let rms = levels.rms, !ACXLevels.rms.contains(rms) { faults.append("RMS \(rms.rounded(toPlaces: 1)) dB") }
        if let peak = levels.peak, peak > ACXLevels.highestPeak {
            faults.append("peak \(peak.rounded(toPlaces: 1)) dB")
        }
        if let floor = levels.noiseFloor, floor > ACXLevels.highestNoiseFloor {
            faults.append("noise floor \(floor.rounded(toPlaces: 1)) dB")
        }
        if levels.seconds > ACXLevels.longestFile { faults.append("longer than 120 minutes") }
        return faults
    }
}

extension Double {
    /// The nearest number with so many decimals.
    func rounded(toPlaces places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
