internal import Core
internal import Foundation

extension BookAssembler {
    /// What the limiter may take away without a word, in decibels: a few, as for the loudest syllables of lively speech.
    private static let quietReduction = 3.0
    /// How far the finished loudness may be from what was asked for, in decibels.
    private static let tolerance = 0.3

    /// Tells where the limiter had to work hard.
    func note(reduction: Double, gain: Double) {
        guard reduction > Self.quietReduction else { return }
        let advice =
            configuration.mastering.loudness == .acx
            ? "the levels of ACX leave them no more room, so listen to the loudest places"
            : "a lower mastering.loudness leaves the speech livelier"
        add(
            Diagnostic(
                .note,
                code: "mastering.limited",
                message: "The limiter took up to \(reduction.rounded(toPlaces: 1)) dB off the peaks, after a gain of "
                    + "\(gain.rounded(toPlaces: 1)) dB; \(advice)."
            )
        )
    }

    /// Tells where the finished audio is not what was asked for.
    func noteResult() {
        switch configuration.mastering.loudness {
        case .off: return
        case .level(let level): noteMiss(of: level, "LUFS") { $0.loudness }
        case .acx:
            noteMiss(of: ACXLevels.aim, "dB RMS") { $0.rms }
            noteACX()
        }
    }

    /// Tells of what shares a gain and did not become as loud as it should.
    private func noteMiss(of aim: Double, _ unit: String, level: (AudioLevels) -> Double?) {
        let parts =
            configuration.mastering.scope == .book ? [("the book", renderer.levels)] : numbered(renderer.chapters)
        let missed = parts.compactMap { name, levels -> String? in
            guard let found = level(levels), abs(found - aim) > Self.tolerance else { return nil }
            return "\(name) has \(found.rounded(toPlaces: 1)) \(unit)"
        }
        guard let first = missed.first else { return }
        add(
            Diagnostic(
                .warning,
                code: "mastering.missed",
                message: "Not all is as loud as was asked for, \(aim.rounded(toPlaces: 1)) \(unit) (\(first)"
                    + "\(Self.more(than: missed))): the peaks leave no room."
            )
        )
    }

    /// Tells which of the files that are handed in, the chapters where they have files, ACX would not take.
    private func noteACX() {
        let files = renderer.folder == nil ? [("the book", renderer.levels)] : numbered(renderer.chapters)
        let faults = files.flatMap { name, levels in
            levels.missedACXMeasures.map { "\(name): \(Self.sentence($0, levels))" }
        }
        guard let first = faults.first else { return }
        add(
            Diagnostic(
                .warning,
                code: "mastering.acx",
                message: "Not all that ACX asks for is met (\(first)\(Self.more(than: faults))); "
                    + "`qwen-batch report JOB` has every figure."
            )
        )
    }

    private func numbered(_ chapters: [WrittenChapter]) -> [(String, AudioLevels)] {
        chapters.enumerated().map { ("chapter \($0 + 1)", $1.levels) }
    }

    private static func more(than told: [String]) -> String { told.count > 1 ? "; and \(told.count - 1) more" : "" }

    private static func sentence(_ measure: ACXMeasure, _ levels: AudioLevels) -> String {
        switch measure {
        case .rms: "\(measure.name) \(decibels(levels.rms))"
        case .peak: "\(measure.name) \(decibels(levels.peak))"
        case .noiseFloor: "\(measure.name) \(decibels(levels.noiseFloor))"
        case .length: "longer than \(Int(ACXLevels.longestFile / 60)) minutes"
        }
    }

    private static func decibels(_ level: Double?) -> String {
        level.map { "\($0.rounded(toPlaces: 1)) dB" } ?? "of silence"
    }
}

extension Double {
    /// The nearest number with so many decimals.
    func rounded(toPlaces places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
