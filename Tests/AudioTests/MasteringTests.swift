@testable import Audio
import Core
import Foundation
import Testing

@Suite("Mastering")
struct MasteringTests {
    @Test(
        "what is written has the loudness that was asked for",
        arguments: Signal.allCases,
        [(0.05, -19.0), (0.7, -30), (0.2, -16)]
    )
    func loudness(_ signal: Signal, _ level: (amplitude: Double, loudness: Double)) throws {
        try withScratch { folder in
            let take = try write(signal.samples(amplitude: level.amplitude), to: folder)
            let book = try assemble(.wav, takes: [(take, .sentence), (take, .chapter)], in: folder) {
                $0.mastering = Mastering(loudness: .level(level.loudness))
            }
            let reference = try ReferenceLevels(book.files[0])
            #expect(abs(reference.loudness - level.loudness) <= 0.3)
            #expect(reference.truePeak <= -1)
            #expect(abs(try #require(book.levels.loudness) - reference.loudness) < 0.1)
            #expect(abs(try #require(book.levels.truePeak) - reference.truePeak) < 0.05)
        }
    }

    @Test("no peak is above the limit, whatever comes", arguments: 1...12)
    func truePeak(seed: UInt64) throws {
        try withScratch { folder in
            let take = try write(Signal.wild(seed: seed), to: folder)
            let limit = -Double(seed % 4)
            let book = try assemble(.wav, takes: [(take, .clause), (take, .chapter)], in: folder) {
                $0.mastering = Mastering(loudness: .level(-8), truePeak: limit)
                $0.pauses.clause = seed % 3 == 0 ? 0 : 0.2
            }
            let reference = try ReferenceLevels(book.files[0])
            #expect(reference.truePeak <= limit)
            #expect(reference.truePeak > limit - 3)
            #expect(abs(try #require(book.levels.truePeak) - reference.truePeak) < 0.05)
        }
    }

    @Test("limited speech comes out as loud as was asked for, and is told of")
    func limited() throws {
        try withScratch { folder in
            let take = try write(spiky(), to: folder)
            let assembler = try BookAssembler(
                configuration: configuration(.wav, in: folder) { $0.mastering = Mastering(loudness: .level(-14)) }
            )
            try assembler.append(take: take, chapter: 1, chapterTitle: nil, boundary: .chapter)
            let book = try assembler.finish()
            let reference = try ReferenceLevels(book.files[0])
            #expect(abs(reference.loudness + 14) <= 0.3)
            #expect(reference.truePeak <= -1)
            #expect(assembler.diagnostics.map(\.code) == ["mastering.limited"])
        }
    }

    @Test(
        "a chapter keeps its place in the book's dynamics, or gets the same loudness",
        arguments: Mastering.Scope.allCases
    )
    func scope(_ scope: Mastering.Scope) throws {
        try withScratch { folder in
            let quiet = try write(Signal.speech.samples(amplitude: 0.1), to: folder, name: "quiet")
            let loud = try write(Signal.speech.samples(amplitude: 0.4), to: folder, name: "loud")
            let assembler = try BookAssembler(
                configuration: configuration(.wav, in: folder) {
                    $0.mastering = Mastering(scope: scope)
                    $0.chapterFolder = folder.appending(path: "out/Chapters")
                }
            )
            for (number, take) in [quiet, loud].enumerated() {
                try assembler.append(take: take, chapter: number, chapterTitle: nil, boundary: .sentence)
                try assembler.append(take: take, chapter: number, chapterTitle: nil, boundary: .chapter)
            }
            let book = try assembler.finish()
            let levels = try book.files.dropFirst().map { try ReferenceLevels($0).loudness }
            let apart = levels[1] - levels[0]
            #expect(abs(apart - (scope == .book ? 12 : 0)) < 0.3)
            if scope == .chapter { #expect(levels.allSatisfy { abs($0 + 19) <= 0.3 }) }
            #expect(abs(try ReferenceLevels(book.files[0]).loudness + 19) <= (scope == .book ? 0.3 : 0.5))
        }
    }

    @Test("what does not become as loud as it should is told of", arguments: Mastering.Scope.allCases)
    func missed(_ scope: Mastering.Scope) throws {
        try withScratch { folder in
            let take = try write(spiky(), to: folder)
            let assembler = try BookAssembler(
                configuration: configuration(.wav, in: folder) {
                    $0.mastering = Mastering(loudness: .level(-5), scope: scope, truePeak: -6)
                }
            )
            for number in 1...2 {
                try assembler.append(take: take, chapter: number, chapterTitle: nil, boundary: .chapter)
            }
            _ = try assembler.finish()
            let missed = try #require(assembler.diagnostics.last)
            #expect(missed.code == "mastering.missed")
            #expect(missed.message.contains("-5.0 LUFS"))
            #expect(missed.message.contains("(\(scope == .book ? "the book" : "chapter 1") has "))
            #expect(missed.message.contains("and 1 more") == (scope == .chapter))
        }
    }

    @Test("the same takes give the same bytes", arguments: [AudioFormat.wav, .flac, .mp3])
    func deterministic(_ format: AudioFormat) throws {
        try withScratch { folder in
            let take = try write(spiky(), to: folder)
            let bytes = try (0..<2).map { _ in
                let book = try assemble(format, takes: [(take, .sentence), (take, .chapter)], in: folder) {
                    $0.mastering = Mastering(roomTone: .level(-70), sampleRate: 44_100)
                    $0.overwrite = true
                }
                return try Data(contentsOf: book.files[0])
            }
            #expect(bytes[0] == bytes[1])
        }
    }

    @Test("without it the samples of the takes are written as they are")
    func off() throws {
        try withScratch { folder in
            let samples = SyntheticSpeech(lead: 0, speech: 1, tail: 0).samples
            let take = try write(samples, to: folder)
            let book = try assemble(.wav, takes: [(take, .chapter)], in: folder) {
                ($0.fade, $0.leadIn, $0.leadOut) = (0, 0, 0)
            }
            #expect(try Decoded(book.files[0]).samples == samples.map { Float($0) / 32_768 })
        }
    }

    @Test("a take that is damaged before it is rendered is refused")
    func damaged() throws {
        try withScratch { folder in
            let url = folder.appending(path: "take.wav")
            let writer = try TakeWriter(at: url, sampleRate: 24_000)
            try writer.append(SyntheticSpeech().samples[...])
            let checksum = try writer.commit().checksum
            let assembler = try BookAssembler(
                configuration: configuration(.wav, in: folder) { $0.mastering = Mastering() }
            )
            try assembler.append(take: url, checksum: checksum, chapter: 1, chapterTitle: nil, boundary: .chapter)
            var bytes = try Data(contentsOf: url)
            bytes[bytes.count / 2] ^= 0x10
            try bytes.write(to: url)
            try expect(.synthesisBadAudio) { try assembler.render() }
        }
    }

    @Test("work that is called off while it is rendered ends at the next take")
    func calledOff() throws {
        try withScratch { folder in
            let take = try write(Signal.speech.samples(amplitude: 0.3), to: folder)
            let assembler = try BookAssembler(
                configuration: configuration(.wav, in: folder) { $0.mastering = Mastering() }
            )
            for _ in 0..<3 { try assembler.append(take: take, chapter: 1, chapterTitle: nil, boundary: .sentence) }
            #expect(throws: CancellationError.self) { try assembler.render { throw CancellationError() } }
            assembler.discard()
            #expect(try names(in: folder.appending(path: "out")).isEmpty)
        }
    }

    /// Speech of usual level with a few syllables far above it.
    private func spiky() -> [Int16] {
        var samples = Signal.speech.samples(amplitude: 0.2).map(Double.init)
        for start in stride(from: 10_000, to: 60_000, by: 16_000) {
            for position in start..<start + 500 { samples[position] *= 9 }
        }
        return samples.map { Int16(max(-32_768, min($0, 32_767))) }
    }

    private func write(_ samples: [Int16], to folder: URL, name: String = "take") throws -> URL {
        let url = folder.appending(path: "\(name).wav")
        try RawWAV.write(samples, to: url)
        return url
    }
}
