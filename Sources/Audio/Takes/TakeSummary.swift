/// What was written as one take.
package struct TakeSummary: Sendable, Hashable {
    /// The length in samples.
    package let samples: Int
    /// Samples per second.
    package let sampleRate: Int

    /// The SHA-256 of the samples as little-endian bytes, in lowercase hex.
    package let checksum: String

    /// The length in seconds.
    package var seconds: Double { Double(samples) / Double(sampleRate) }
}
