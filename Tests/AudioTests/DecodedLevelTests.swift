@testable import Audio
import Core
import Foundation
import Testing

@Suite("Levels of what is decoded")
struct DecodedLevelTests {
    /// How far a decoded book may be from its manifest, in decibels, and above the limit of its peaks.
    private static let (near, above) = (0.2, 0.3)

    private static let settings = [
        Mastering(), Mastering(loudness: .level(-16)), Mastering(loudness: .level(-12)), Mastering(sampleRate: 48_000),
        Mastering(loudness: .acx),
    ]

    @Test("are those that were measured before it was encoded", arguments: AudioFormat.allCases, settings)
    func mastered(_ format: AudioFormat, _ mastering: Mastering) throws {
        try withScratch { folder in
            let take = try write(SyntheticVoice(), to: folder)
            let book = try assemble(format, takes: [(take, .sentence), (take, .chapter)], in: folder) {
                $0.mastering = mastering
            }
            let reference = try ReferenceLevels(book.files[0])
            #expect(abs(reference.loudness - (try #require(book.levels.loudness))) <= Self.near)
            #expect(reference.truePeak <= mastering.peakLimit + Self.above)
        }
    }

    @Test(
        "are those of the takes where nothing is mastered",
        arguments: AudioFormat.allCases,
        [8_000, 16_000, 24_000, 48_000]
    )
    func untouched(_ format: AudioFormat, _ sampleRate: Int) throws {
        try withScratch { folder in
            var voice = SyntheticVoice()
            voice.sampleRate = sampleRate
            let take = try write(voice, to: folder)
            let book = try assemble(format, takes: [(take, .chapter)], in: folder) { $0.sampleRate = sampleRate }
            let reference = try ReferenceLevels(book.files[0])
            #expect(abs(reference.loudness - (try #require(book.levels.loudness))) <= Self.near)
        }
    }

    /// Every bit rate that is written at some sample rate; a sine's level is exact.
    @Test(
        "MP3 is as loud as what it was made of at every rate",
        arguments: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000].map { ($0, nil) }
            + [32_000, 44_100, 48_000].map { ($0, 192.0) }
    )
    func mp3Scale(_ sampleRate: Int, _ kilobits: Double?) throws {
        try withScratch { folder in
            let samples = Signal.sine.samples(amplitude: 1, sampleRate: sampleRate)
            let file = try EncodedFile(
                target: folder.appending(path: "sine.mp3"),
                format: .mp3,
                sampleRate: sampleRate,
                mp3Kilobits: kilobits,
                tags: AudioTags()
            )
            try file.append(samples[...])
            try file.seal()
            try file.publish(replacing: false)
            let middle = sampleRate..<2 * sampleRate
            let decoded = try Decoded(file.target).samples[middle]
            let ratio = Self.energy(decoded) / Self.energy(samples[middle].map { Float($0) / 32_768 }[...])
            #expect(abs(10 * log10(ratio)) < 0.02)
        }
    }

    private func write(_ voice: SyntheticVoice, to folder: URL) throws -> URL {
        let writer = try TakeWriter(at: folder.appending(path: "take.wav"), sampleRate: voice.sampleRate)
        try writer.append(voice.samples[...])
        _ = try writer.commit()
        return folder.appending(path: "take.wav")
    }

    private static func energy(_ samples: ArraySlice<Float>) -> Double {
        samples.reduce(0) { $0 + Double($1) * Double($1) }
    }
}
