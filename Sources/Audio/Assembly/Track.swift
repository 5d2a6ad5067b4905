internal import Core
internal import Foundation

/// One output file while it is written: what goes to its encoder is measured and summed up on the way.
final class Track {
    /// Written again and again for pauses: one second at 24 kHz.
    private static let zeros = [Int16](repeating: 0, count: 24_000)

    let file: EncodedFile
    private let roomTone: RoomTone?
    private let meter: LevelMeter
    private var checksum = SampleChecksum()

    /// - Parameters:
    ///   - file: An empty file.
    ///   - sampleRate: Samples per second.
    ///   - measuresAll: Whether its loudness and true peak are measured.
    ///   - roomTone: What pauses hold; nil for digital silence.
    init(_ file: EncodedFile, sampleRate: Int, measuresAll: Bool, roomTone: RoomTone?) {
        self.file = file
        self.roomTone = roomTone
        meter = LevelMeter(sampleRate: sampleRate, measuresAll: measuresAll)
    }

    func append(_ samples: ArraySlice<Int16>) throws {
        try file.append(samples)
        meter.feed(samples)
        checksum.feed(samples)
    }

    /// Appends a pause; `also` gets what it holds.
    func appendPause(_ count: Int, also: (ArraySlice<Int16>) -> Void = { _ in }) throws {
        var left = count
        while left > 0 {
            let part = min(left, Self.zeros.count)
            let samples = roomTone?.samples(at: file.samples, count: part)[...] ?? Self.zeros[..<part]
            try append(samples)
            also(samples)
            left -= part
        }
    }

    /// The sum of all samples so far.
    var samplesDigest: String { checksum.hex }

    var samples: Int { file.samples }

    /// What was measured.
    ///
    /// - Parameter speech: Where in the file the first speech begins and the last ends, in samples.
    /// - Returns: The levels of all that was written.
    func levels(speech: Range<Int>) -> AudioLevels {
        meter.levels(leadIn: speech.lowerBound, leadOut: file.samples - speech.upperBound)
    }
}
