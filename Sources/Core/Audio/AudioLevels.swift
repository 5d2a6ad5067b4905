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

/// One of the figures by which ACX accepts a file.
package enum ACXMeasure: Sendable, Hashable, CaseIterable {
    case rms
    case peak
    case noiseFloor
    case length

    /// Its name in texts for people.
    package var name: String {
        switch self {
        case .rms: "RMS"
        case .peak: "peak"
        case .noiseFloor: "noise floor"
        case .length: "length"
        }
    }
}

extension AudioLevels {
    /// The figures that miss the requirements in `ACXLevels`.
    package var missedACXMeasures: [ACXMeasure] { ACXMeasure.allCases.filter { !meets($0) } }

    private func meets(_ measure: ACXMeasure) -> Bool {
        switch measure {
        case .rms: rms.map(ACXLevels.rms.contains) ?? false
        case .peak: peak ?? -.infinity <= ACXLevels.highestPeak
        case .noiseFloor: noiseFloor ?? -.infinity <= ACXLevels.highestNoiseFloor
        case .length: seconds <= ACXLevels.longestFile
        }
    }
}

/// What ACX, which sells audiobooks through Audible, requires of a file: "ACX Audio Submission Requirements", help.acx.com.
package enum ACXLevels {
    /// Root mean square of a file, in dBFS.
    package static let rms = -23.0 ... -18.0
    /// The RMS aimed at, in dBFS: 2 dB inside the range, for chapters that are louder or quieter than their book.
    package static let aim = -20.0
    /// In dBFS.
    package static let highestPeak = -3.0
    /// Root mean square of the quietest stretch, in dBFS.
    package static let highestNoiseFloor = -60.0
    /// The noise in pauses where a profile sets none, in dBFS: well below the limit, as quiet rooms vary.
    package static let roomTone = -70.0
    package static let sampleRate = 44_100
    /// The constant bit rate of MP3.
    package static let kilobitsPerSecond = 192.0
    /// Seconds of a file at most.
    package static let longestFile = 120 * 60.0
    /// Seconds of room tone before the first speech of a file, and after the last.
    package static let leadIn = 0.5...1.0
    package static let leadOut = 1.0...5.0
    /// The lead-in and lead-out that are written, in seconds.
    package static let usualLeadIn = 0.75
    package static let usualLeadOut = 2.0
}
