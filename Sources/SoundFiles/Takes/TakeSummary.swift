/// What was written as one take.
package struct TakeSummary: Sendable, Hashable {
    /// The length in samples.
    package let samples: Int
    /// Samples per second.
    package let sampleRate: Int
    /// The largest magnitude, where full scale is 1.
    package let peak: Double
    /// The root mean square of the whole take, where full scale is 1.
    package let rms: Double

    /// The length in seconds.
    package var seconds: Double { Double(samples) / Double(sampleRate) }
}
