@testable import Audio
import Core
import Foundation
import Testing

@Suite("Levels of ACX")
struct ACXTests {
    @Test("ACX gets what it asks for")
    func files() throws {
        try withScratch { folder in
            let (assembler, book) = try book(.mp3, in: folder)
            let decoded = try Decoded(book.files[0])
            #expect(decoded.info.sampleRate == 44_100)
            #expect(ACXLevels.rms.contains(rms(decoded.samples)))
            #expect(20 * log10(decoded.samples.reduce(0) { max($0, Double(abs($1))) }) <= ACXLevels.highestPeak)
            #expect(try #require(book.levels.noiseFloor) <= ACXLevels.highestNoiseFloor)
            #expect(ACXLevels.leadIn.contains(book.levels.leadInSeconds))
            #expect(ACXLevels.leadOut.contains(book.levels.leadOutSeconds))
            #expect(assembler.diagnostics.isEmpty)
            // 192 kbit/s are 24,000 bytes a second.
            let bytes = try Data(contentsOf: book.files[0]).count - ID3Tag.chapterRoom
            #expect(abs(Double(bytes) / book.audioSeconds / 24_000 - 1) < 0.05)
        }
    }

    @Test("the root mean square is that of the whole file, silence included", arguments: [nil, 24_000, 16_000])
    func wholeBook(sampleRate: Int?) throws {
        try withScratch { folder in
            let (_, book) = try book(.wav, in: folder) { $0.mastering.sampleRate = sampleRate }
            #expect(abs(rms(try Decoded(book.files[0]).samples) - ACXLevels.aim) < 0.1)
        }
    }

    @Test("with a gain for each chapter it is that of each chapter's file")
    func chapterFiles() throws {
        try withScratch { folder in
            let (_, book) = try book(.wav, in: folder, chapters: [0.1, 0.3]) {
                $0.mastering.scope = .chapter
                $0.chapterFolder = folder.appending(path: "out/Chapters")
            }
            let files = try book.files.dropFirst().map { rms(try Decoded($0).samples) }
            #expect(files.count == 2)
            #expect(files.allSatisfy { abs($0 - ACXLevels.aim) < 0.1 }, "\(files)")
        }
    }

    @Test("without files of their own it is that of their part of the book")
    func chapterParts() throws {
        try withScratch { folder in
            let (assembler, book) = try book(.wav, in: folder, chapters: [0.1, 0.3]) { $0.mastering.scope = .chapter }
            let samples = try Decoded(book.files[0]).samples
            let parts = book.chapters.map { chapter in
                rms(Array(samples[Int(chapter.startSeconds * 44_100)..<Int(chapter.endSeconds * 44_100)]))
            }
            #expect(parts.allSatisfy { abs($0 - ACXLevels.aim) < 0.1 }, "\(parts)")
            #expect(assembler.diagnostics.isEmpty)
        }
    }

    @Test("Opus, which has no 44.1 kHz, gets the next sample rate that it has")
    func opus() throws {
        try withScratch { folder in
            let (_, book) = try book(.opus, in: folder)
            #expect(try SoundFileReader(book.files[0]).info.sampleRate == 48_000)
        }
    }

    @Test("peaks that leave no room are told of, with what helps there")
    func noRoom() throws {
        try withScratch { folder in
            let (assembler, _) = try book(.wav, in: folder) { $0.mastering.truePeak = -18 }
            #expect(assembler.diagnostics.map(\.code) == ["mastering.limited", "mastering.missed", "mastering.acx"])
            let messages = assembler.diagnostics.map(\.message)
            #expect(messages[0].contains("ACX"))
            #expect(!messages[0].contains("mastering.loudness"))
            #expect(messages[1].contains("-20.0 dB RMS"))
        }
    }

    /// A book of a chapter for each amplitude.
    private func book(
        _ format: AudioFormat,
        in folder: URL,
        chapters: [Double] = [0.2],
        configure: (inout AssemblyConfiguration) -> Void = { _ in }
    ) throws -> (BookAssembler, FinishedBook) {
        let assembler = try BookAssembler(
            configuration: configuration(format, in: folder) {
                $0.mastering = Mastering(loudness: .acx)
                ($0.leadIn, $0.leadOut) = (ACXLevels.usualLeadIn, ACXLevels.usualLeadOut)
                configure(&$0)
            }
        )
        for (number, amplitude) in chapters.enumerated() {
            let url = folder.appending(path: "\(number).wav")
            try RawWAV.write(Signal.speech.samples(amplitude: amplitude), to: url)
            try assembler.append(take: url, chapter: number, chapterTitle: nil, boundary: .sentence)
            try assembler.append(take: url, chapter: number, chapterTitle: nil, boundary: .chapter)
        }
        return (assembler, try assembler.finish())
    }

    private func rms(_ samples: [Float]) -> Double {
        10 * log10(samples.reduce(0.0) { $0 + Double($1 * $1) } / Double(samples.count))
    }
}
