package import Core

/// The levels of a job's finished files, the book first.
package struct LevelReport: Sendable, Hashable {
    package let files: [FileLevels]

    package init(files: [FileLevels]) {
        self.files = files
    }

    /// What they are compared with, as a sentence.
    static let limits = """
        ACX asks for an RMS of \(ACXLevels.rms.lowerBound.signed) to \(ACXLevels.rms.upperBound.decibels), a peak of \
        \(ACXLevels.highestPeak.decibels) at most, a noise floor of \(ACXLevels.highestNoiseFloor.decibels) at most, \
        \((ACXLevels.longestFile / 60).oneDecimal) min at most.
        """
}

/// What was measured of one finished file.
package struct FileLevels: Sendable, Hashable {
    /// The file's name, without folders.
    package let name: String
    package let levels: AudioLevels

    package init(name: String, levels: AudioLevels) {
        self.name = name
        self.levels = levels
    }

    /// Whether it meets the levels, in words; ACX requires more than levels, so nothing more is promised.
    var verdict: String { levels.missedACXMeasures.isEmpty ? "meets the levels" : "does not meet the levels" }
}

extension FileLevels: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, leadInSeconds, leadOutSeconds, loudness, meetsLevels, noiseFloor, peak, rms, seconds, truePeak
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(name, forKey: .file)
        try object.encode(levels.leadInSeconds, forKey: .leadInSeconds)
        try object.encode(levels.leadOutSeconds, forKey: .leadOutSeconds)
        try object.encode(levels.loudness, forKey: .loudness)
        try object.encode(levels.missedACXMeasures.isEmpty, forKey: .meetsLevels)
        try object.encode(levels.noiseFloor, forKey: .noiseFloor)
        try object.encode(levels.peak, forKey: .peak)
        try object.encode(levels.rms, forKey: .rms)
        try object.encode(levels.seconds, forKey: .seconds)
        try object.encode(levels.truePeak, forKey: .truePeak)
    }
}
