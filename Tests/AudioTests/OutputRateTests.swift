@testable import Audio
import Core
import Foundation
import Testing

@Suite("Sample rates and pauses of the finished audio")
struct OutputRateTests {
    @Test(
        "another sample rate keeps length, pitch and pauses",
        arguments: [(22_050, 44_100), (24_000, 44_100), (24_000, 16_000), (48_000, 22_050)]
    )
    func resampled(takes: Int, output: Int) throws {
        try withScratch { folder in
            let speech = SyntheticSpeech(lead: 0.2, speech: 1, tail: 0.2, pitch: 440, sampleRate: takes)
            let take = try speech.write(to: folder.appending(path: "take.wav"))
            let book = try assemble(.wav, takes: [(take, .sentence), (take, .chapter)], in: folder) {
                $0.sampleRate = takes
                $0.mastering = Mastering(loudness: .off, sampleRate: output)
            }
            let decoded = try Decoded(book.files[0])
            #expect(decoded.info.sampleRate == output)
            #expect(abs(decoded.seconds - 0.5 - 1 - 0.8 - 1 - 1) < 0.005)
            #expect(decoded.gaps.count == 1)
            #expect(abs((decoded.gaps.first ?? 0) - 0.8) < 0.005)
            let tone = decoded.samples[Int(0.6 * Double(output))..<Int(1.4 * Double(output))]
            let crossings = zip(tone, tone.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
            #expect(abs(Double(crossings) / 0.8 - 440) < 2)
            // Between speech and speech there is nothing at all.
            let silence = decoded.samples[Int(1.7 * Double(output))..<Int(2.2 * Double(output))]
            #expect(silence.allSatisfy { $0 == 0 })
        }
    }

    @Test("a format that lacks the voice's sample rate gets the next one it has", arguments: AudioFormat.allCases)
    func lacking(_ format: AudioFormat) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech(sampleRate: 22_050).write(to: folder.appending(path: "take.wav"))
            let book = try assemble(format, takes: [(take, .chapter)], in: folder) { $0.sampleRate = 22_050 }
            #expect(try SoundFileReader(book.files[0]).info.sampleRate == (format == .opus ? 24_000 : 22_050))
            #expect(abs(try Decoded(book.files[0]).seconds - 2) < 0.03)
        }
    }

    @Test("room tone has its level, and is in every pause")
    func roomTone() throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let book = try assemble(.wav, takes: [(take, .sentence), (take, .chapter)], in: folder) {
                $0.mastering = Mastering(roomTone: .level(-65))
            }
            let samples = try Decoded(book.files[0]).samples
            for start in [0.0, 1.3, 2.9] {
                let part = samples[Int(start * 24_000)..<Int((start + 0.3) * 24_000)].map(Double.init)
                let level = 10 * log10(part.reduce(0) { $0 + $1 * $1 } / Double(part.count))
                #expect(abs(level + 65) < 0.5)
            }
            // The quietest half second may hold silence that a take brought along.
            #expect((-70 ... -64).contains(try #require(book.levels.noiseFloor)))
        }
    }

    @Test(
        "a sample rate that a format lacks is refused by its key",
        arguments: [(AudioFormat.opus, 44_100), (.mp3, 96_000)]
    )
    func refused(_ format: AudioFormat, _ sampleRate: Int) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let error = try expect(.profileInvalid) {
                _ = try assemble(format, takes: [(take, .chapter)], in: folder) { $0.mastering.sampleRate = sampleRate }
            }
            #expect(error.message.contains("mastering.sample_rate"))
            #expect(error.remedy.contains("48000"))
        }
    }
}
