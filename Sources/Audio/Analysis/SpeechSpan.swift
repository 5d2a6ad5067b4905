/// Where the speech of a take is, in samples from its start.
package struct SpeechSpan: Sendable, Hashable {
    /// The first sample of speech.
    package let start: Int
    /// One past the last sample of speech.
    package let end: Int
    /// The length of the whole take.
    package let samples: Int

    /// Samples of near silence before the speech.
    package var lead: Int { start }
    /// Samples of near silence after the speech.
    package var tail: Int { samples - end }
}
