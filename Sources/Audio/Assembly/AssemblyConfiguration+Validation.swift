internal import Core

extension AssemblyConfiguration {
    /// The longest silence that is taken for meant, in seconds.
    private static let longestSilence = 60.0

    /// Refuses lengths that cannot be.
    ///
    /// - Throws: `BatchError` with `profile.invalid`.
    func validate() throws {
        var lengths = Boundary.allCases.map { ("pause \($0.rawValue)", pauses[$0]) }
        lengths += [("leadIn", leadIn), ("leadOut", leadOut), ("fade", fade)]
        lengths += [("onsetGuard", onsetGuard), ("decayGuard", decayGuard)]
        for (name, seconds) in lengths where !(0...Self.longestSilence).contains(seconds) {
            throw BatchError(
                .profileInvalid,
                "The length \(name) is \(seconds) s.",
                remedy: "Give it a value from 0 to \(Self.longestSilence) seconds.",
                details: ["key": name]
            )
        }
        try format.requireSupport(sampleRate: rates.output)
    }

    /// The sample rate of the takes, and that of the book.
    var rates: SampleRates {
        SampleRates(takes: sampleRate, output: format.sampleRate(for: mastering, takes: sampleRate))
    }

    /// A length in seconds as samples of the book, to the nearest.
    func samples(_ seconds: Double) -> Int { Int((seconds * Double(rates.output)).rounded()) }

    /// The silence after the last speech of a file, less the `tail` that the last take brought along.
    func closingPause(after tail: Int) -> Int { max(0, samples(leadOut) - tail) }
}
