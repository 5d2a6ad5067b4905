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

extension FileLevels: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("file", name)
            writer.field("leadInSeconds", levels.leadInSeconds)
            writer.field("leadOutSeconds", levels.leadOutSeconds)
            writer.field("loudness", levels.loudness)
            writer.field("meetsLevels", levels.missedACXMeasures.isEmpty)
            writer.field("noiseFloor", levels.noiseFloor)
            writer.field("peak", levels.peak)
            writer.field("rms", levels.rms)
            writer.field("seconds", levels.seconds)
            writer.field("truePeak", levels.truePeak)
        }
    }
}
