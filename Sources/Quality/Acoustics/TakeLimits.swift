/// How far a take may be from speech that is read well; `docs/quality.md` tells where each number comes from.
package struct TakeLimits: Sendable, Hashable {
    /// The most and the least speech, as a multiple of what the text and the voice's pace predict.
    package var longest = 1.35
    package var shortest = 0.82
    /// What the speech of any text may differ by, in seconds, before its share of the prediction counts.
    package var lengthSlack = 0.6
    /// The longest near silence before, after and in the speech, in seconds.
    package var lead = 2.0
    package var tail = 3.0
    package var pause = 2.5
    /// The level of speech, in decibels relative to full scale.
    package var quietest = -45.0
    package var loudest = -8.0
    /// The largest share of samples at full scale.
    package var clipped = 0.0001
    /// The largest constant part, as a share of full scale.
    package var offset = 0.02
    /// The longest stretch of noise and of an unchanging tone, in seconds.
    package var noise = 0.45
    package var tone = 0.5
    /// How far the quietest moment has to be below the speech, in decibels.
    package var noiseBelow = 15.0
    /// The longest stretch, in seconds, whose very sound may be there twice.
    package var echo = 0.33
    /// How far the last moments have to be below the loudest, in decibels.
    package var endDrop = 20.0
    /// The shortest silence at the end, as a share of what the voice usually leaves.
    package var tailShare = 0.58

    package init() {}
}
