internal import Core

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
