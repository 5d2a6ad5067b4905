/// What ACX, which sells audiobooks to Audible, wants of a file: "ACX Audio Submission Requirements", help.acx.com.
package enum ACXLevels {
    /// Root mean square of a file, in dBFS.
    package static let rms = -23.0 ... -18.0
    /// Where `rms` is aimed at, in dBFS: within it by 2 dB for chapters that are louder or quieter than their book.
    package static let aim = -20.0
    /// In dBFS.
    package static let highestPeak = -3.0
    /// Root mean square of the quietest stretch, in dBFS.
    package static let highestNoiseFloor = -60.0
    /// Noise in pauses where a profile names none, in dBFS: below what is allowed by more than a quiet room differs.
    package static let roomTone = -70.0
    package static let sampleRate = 44_100
    /// Of MP3, constant.
    package static let kilobitsPerSecond = 192.0
    /// Seconds of a file at most.
    package static let longestFile = 120 * 60.0
    /// Seconds of room tone before the first speech of a file, and after the last.
    package static let leadIn = 0.5...1.0
    package static let leadOut = 1.0...5.0
    /// What is written of both, in seconds.
    package static let usualLeadIn = 0.75
    package static let usualLeadOut = 2.0
}
