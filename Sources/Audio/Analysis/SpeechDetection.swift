/// What counts as speech; levels in decibels relative to full scale (dBFS), as root mean square.
enum SpeechDetection {
    /// Frames per second of the level curve: edges are found to one millisecond.
    static let framesPerSecond = 1_000
    /// Frames (50 ms) whose mean is a level: longer than a pitch period, shorter than a syllable.
    static let levelFrames = 50
    /// How far below its loudest syllable a take is still speech.
    ///
    /// The weakest speech sound (th) is 28 dB below the strongest (aw) (Fletcher, "Speech and Hearing in Communication",
    /// 1953), and a voice falls by some 10 dB towards the end of a sentence. Measured on the embedded voice, 45 instead of 40 moves an end by 2 to 26 ms, within the guards.
    static let range = 40.0
    /// How far above its quietest 50 ms sound has to be, so that room tone is no speech.
    static let aboveNoise = 10.0
    /// The threshold never rises closer to the loudest syllable than this: a take without silence has no noise to measure.
    static let leastRange = 25.0
    /// A take whose loudest 50 ms are quieter than this holds no speech.
    static let silentBelow = -55.0
    /// The threshold never falls below this: three steps of 16-bit sound, where dither lives.
    static let lowestThreshold = -80.0
    /// The frames (10 ms) at an edge that are looked at together.
    static let runFrames = 10
    /// How many of `runFrames` have to be above the threshold: fewer are a click.
    static let runActive = 5
}
