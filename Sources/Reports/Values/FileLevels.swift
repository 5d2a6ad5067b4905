/// What was measured of one finished file; levels in decibels relative to full scale.
package struct FileLevels: Sendable, Hashable {
    /// The file's name, without folders.
    package let name: String
    package let seconds: Double
    /// The root mean square of the whole file.
    package let rms: Double
    package let peak: Double
    package let noiseFloor: Double
    /// The integrated loudness in LUFS (EBU R 128); nil when it was not measured.
    package let loudness: Double?
    /// Silence before the first and after the last speech, in seconds.
    package let leadIn: Double?
    package let leadOut: Double?

    package init(
        name: String,
        seconds: Double,
        rms: Double,
        peak: Double,
        noiseFloor: Double,
        loudness: Double? = nil,
        leadIn: Double? = nil,
        leadOut: Double? = nil
    ) {
        self.name = name
        self.seconds = seconds
        self.rms = rms
        self.peak = peak
        self.noiseFloor = noiseFloor
        self.loudness = loudness
        self.leadIn = leadIn
        self.leadOut = leadOut
    }
}

extension FileLevels {
    /// What ACX asks of an audiobook's files (ACX audio submission requirements).
    package enum Limit {
        package static let rms = -23.0 ... -18.0
        package static let peak = -3.0
        package static let noiseFloor = -60.0
        package static let seconds = 120.0 * 60
    }

    var meetsRMS: Bool { Limit.rms.contains(rms) }
    var meetsPeak: Bool { peak <= Limit.peak }
    var meetsNoiseFloor: Bool { noiseFloor <= Limit.noiseFloor }
    var meetsLength: Bool { seconds <= Limit.seconds }

    /// Whether it keeps to all of them.
    package var meetsLevels: Bool { meetsRMS && meetsPeak && meetsNoiseFloor && meetsLength }
}
