package import Core

/// What was measured of one finished file.
package struct FileLevels: Sendable, Hashable {
    /// The file's name, without folders.
    package let name: String
    package let levels: AudioLevels

    package init(name: String, levels: AudioLevels) {
        self.name = name
        self.levels = levels
    }

    /// `meets the levels`, or not; more is not promised, since ACX asks for more than numbers.
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
