/// The samples per second of takes and of the finished audio.
struct SampleRates: Sendable, Hashable {
    let takes: Int
    let output: Int

    var areEqual: Bool { takes == output }

    /// A length in samples of a take as one in samples of the output, to the nearest.
    func output(_ samples: Int) -> Int {
        areEqual ? samples : Int((Double(samples) * Double(output) / Double(takes)).rounded())
    }

    /// A length in samples of the output as one in samples of a take, rounded down.
    func takes(_ samples: Int) -> Int {
        areEqual ? samples : Int(Double(samples) * Double(takes) / Double(output))
    }
}
