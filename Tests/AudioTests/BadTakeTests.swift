import Audio
import Core
import Foundation
import Testing

@Suite("Takes that are refused")
struct BadTakeTests {
    enum Fault: String, CaseIterable {
        case silent, hissing, empty, garbage, missing, folder, wrongRate, stereo, notANumber, infinite
    }

    @Test("a bad take is synthesis.badAudio, and a good one can take its place", arguments: Fault.allCases)
    func refused(_ fault: Fault) throws {
        try withScratch { folder in
            let bad = folder.appending(path: "bad.wav")
            try make(fault, at: bad)
            let good = try SyntheticSpeech().write(to: folder.appending(path: "good.wav"))
            let assembler = try BookAssembler(configuration: configuration(.wav, in: folder))
            let error = try expect(.synthesisBadAudio) {
                try assembler.append(take: bad, chapter: 1, chapterTitle: nil, boundary: .sentence)
            }
            #expect(error.message.contains("bad.wav"))
            if fault == .wrongRate { #expect(error.message.contains("22050 Hz")) }
            if fault == .stereo { #expect(error.message.contains("2 channel")) }
            try assembler.append(take: good, chapter: 1, chapterTitle: nil, boundary: .sentence)
            // Half a second before, half a second of speech, one after.
            #expect(abs(try assembler.finish().audioSeconds - 2) < 0.01)
        }
    }

    @Test("floating point takes are rounded and clipped, not wrapped")
    func float() throws {
        try withScratch { folder in
            let url = folder.appending(path: "take.wav")
            let samples = (0..<12_000).map { Float(1.5 * sin(Double($0) * 0.05)) }
            try RawWAV.write(samples, to: url)
            let book = try assemble(.wav, takes: [(url, .sentence)], in: folder) { $0.fade = 0 }
            let decoded = try Decoded(book.files[0]).samples[12_000..<24_000]
            for (before, after) in zip(samples, decoded) {
                #expect(abs(max(-1, min(before, 1)) - after) < 0.0001)
            }
        }
    }

    @Test("a book without takes is refused")
    func nothing() throws {
        try withScratch { folder in
            let assembler = try BookAssembler(configuration: configuration(.wav, in: folder))
            try expect(.synthesisBadAudio) { _ = try assembler.finish() }
        }
    }

    private func make(_ fault: Fault, at url: URL) throws {
        let tone = SyntheticSpeech().samples
        switch fault {
        case .silent: try RawWAV.write([Int16](repeating: 0, count: 24_000), to: url)
        case .hissing: try SyntheticSpeech(amplitude: 0, hiss: 0.002).write(to: url)
        case .empty: try RawWAV.write([Int16](), to: url)
        case .garbage: try Data("no sound at all".utf8).write(to: url)
        case .missing: break
        case .folder: try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        case .wrongRate: try RawWAV.write(tone, sampleRate: 22_050, to: url)
        case .stereo: try RawWAV.write(tone, channels: 2, to: url)
        case .notANumber: try RawWAV.write(tone.map { Float($0) / 32_768 } + [.nan], to: url)
        case .infinite: try RawWAV.write([-.infinity] + tone.map { Float($0) / 32_768 }, to: url)
        }
    }
}
