/// How loud a stretch of sound is; what is nil is digital silence, or too short to be measured.
package struct AudioLevels: Sendable, Hashable, Codable {
    /// Integrated loudness after ITU-R BS.1770, in LUFS.
    package var loudness: Double?
    /// The highest value, between samples too, in dBTP.
    package var truePeak: Double?
    /// The highest sample, in dBFS.
    package var peak: Double?
    /// Root mean square of all of it, pauses included, in dBFS.
    package var rms: Double?
    /// Root mean square of the quietest half second, in dBFS.
    package var noiseFloor: Double?
    package var seconds: Double
    /// Seconds before the first speech.
    package var leadInSeconds: Double
    /// Seconds after the last speech.
    package var leadOutSeconds: Double

    package init(
        loudness: Double?,
        truePeak: Double?,
        peak: Double?,
        rms: Double?,
        noiseFloor: Double?,
        seconds: Double,
        leadInSeconds: Double,
        leadOutSeconds: Double
    ) {
        self.loudness = loudness
        self.truePeak = truePeak
        self.peak = peak
        self.rms = rms
        self.noiseFloor = noiseFloor
        self.seconds = seconds
        self.leadInSeconds = leadInSeconds
        self.leadOutSeconds = leadOutSeconds
    }
}
