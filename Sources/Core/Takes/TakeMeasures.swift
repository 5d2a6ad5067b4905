/// What was measured of a take; times in seconds, levels in decibels relative to full scale.
///
/// Places are seconds from its beginning; nil where there is no such thing, and in takes of before they were measured.
package struct TakeMeasures: Sendable, Hashable, Codable {
    /// From the first to the last speech.
    package var speechSeconds = 0.0
    /// Near silence before the first and after the last speech.
    package var leadSeconds = 0.0
    package var tailSeconds = 0.0
    /// The longest near silence inside the speech, and where it begins.
    package var longestPause = 0.0
    package var pauseAt: Double?
    /// The seconds of speech that the text and the pace of the voice predict; nil while the pace is unknown.
    package var expectedSeconds: Double?
    /// The silence that this voice usually leaves at the end; nil while that is unknown.
    package var expectedTail: Double?
    /// The root mean square of what is louder than the pauses.
    package var level = 0.0
    package var peak = 0.0
    /// The root mean square of the quietest tenth of a second.
    package var noiseFloor = 0.0
    /// The share of samples, from 0 to 1, in runs that are as loud as a sample can be.
    package var clipped = 0.0
    /// Where the first of these runs begins.
    package var clippedAt: Double?
    /// The mean of all samples, as a share of full scale.
    package var offset = 0.0
    /// The longest stretches of sound without any pitch, and of one that does not change.
    package var noiseSeconds = 0.0
    package var toneSeconds = 0.0
    /// Where they begin.
    package var noiseAt: Double?
    package var toneAt: Double?
    /// How well the stretch that is most like an earlier one matches it, from 0 to 1, and how long it is.
    package var echo = 0.0
    package var echoSeconds = 0.0
    /// Where the stretch begins that repeats the earlier one.
    package var echoAt: Double?
    /// How far its last moments are below its loudest.
    package var endDrop = 0.0

    package init() {}

    /// The end of the last speech, and of the take.
    package var speechEnd: Double { leadSeconds + speechSeconds }
    package var end: Double { speechEnd + tailSeconds }
}
