/// What a sound file's header says.
package struct SoundFileInfo: Sendable, Hashable {
    /// Samples per second and channel.
    package let sampleRate: Int
    package let channels: Int
    /// Samples per channel.
    package let frames: Int
    /// Whether the samples are stored as floating point numbers or by a lossy codec that decodes to such.
    package let isFloat: Bool

    /// The length in seconds.
    package var seconds: Double { Double(frames) / Double(sampleRate) }
}
