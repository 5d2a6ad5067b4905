@testable import Audio
import Core
import Foundation
import Testing

@Suite("Writing takes")
struct TakeWriterTests {
    @Test("a take has its name only when it is whole")
    func commit() throws {
        try withScratch { folder in
            let url = folder.appending(path: "deep/down/take.wav")
            let writer = try TakeWriter(at: url, sampleRate: 24_000)
            let samples: [Int16] = [0, 16_384, -16_384, 0]
            try writer.append(samples[...])
            try writer.append(samples[3...])
            #expect(!FileManager.default.fileExists(atPath: url.path))
            try writer.append([Int16.min, 0][...])
            let summary = try writer.commit()
            #expect(summary.samples == 7)
            #expect(summary.seconds == 7.0 / 24_000)
            #expect(try names(in: url.deletingLastPathComponent()) == ["take.wav"])
            #expect(try Decoded(url).samples == [0, 0.5, -0.5, 0, 0, -1, 0])
        }
    }

    @Test("discarded or let go, a take leaves nothing and spares the one before", arguments: [true, false])
    func discard(explicitly: Bool) throws {
        try withScratch { folder in
            let url = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let before = try Data(contentsOf: url)
            do {
                let writer = try TakeWriter(at: url, sampleRate: 24_000)
                try writer.append([Int16](repeating: 1, count: 100_000)[...])
                if explicitly { writer.discard() }
            }
            #expect(try names(in: folder) == ["take.wav"])
            #expect(try Data(contentsOf: url) == before)
        }
    }

    @Test("a second take of the same name replaces the first")
    func replace() throws {
        try withScratch { folder in
            let url = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            try SyntheticSpeech(speech: 1).write(to: url)
            #expect(abs(try Decoded(url).seconds - 1.25) < 0.001)
        }
    }

    @Test("an empty take is bad audio")
    func empty() throws {
        try withScratch { folder in
            let writer = try TakeWriter(at: folder.appending(path: "take.wav"), sampleRate: 24_000)
            try expect(.synthesisBadAudio) { _ = try writer.commit() }
        }
    }

    @Test("floating point samples are clipped, and refused when they are no numbers")
    func float() throws {
        try withScratch { folder in
            let url = folder.appending(path: "take.wav")
            let writer = try TakeWriter(at: url, sampleRate: 24_000)
            try writer.append([Float](arrayLiteral: 1.5, -1.5, 0.5, 0)[...])
            let error = try expect(.synthesisBadAudio) { try writer.append([Float](arrayLiteral: 0, .nan)[...]) }
            #expect(error.details["sample"] == "1")
            _ = try writer.commit()
            #expect(try Decoded(url).samples == [32_767 / 32_768, -1, 0.5, 0])
        }
    }

    @Test("the reader gives blocks of either kind, from anywhere")
    func read() throws {
        try withScratch { folder in
            let url = folder.appending(path: "take.wav")
            let writer = try TakeWriter(at: url, sampleRate: 16_000)
            try writer.append((0..<1_000).map(Int16.init)[...])
            _ = try writer.commit()
            let reader = try SoundFileReader(url)
            #expect(reader.info == SoundFileInfo(sampleRate: 16_000, channels: 1, frames: 1_000, isFloat: false))
            var block = [Int16](repeating: 0, count: 400)
            try reader.seek(toFrame: 700)
            #expect(try reader.read(into: &block) == 300)
            #expect(block[0] == 700)
            #expect(try reader.read(into: &block) == 0)
            try reader.seek(toFrame: 512)
            var floats = [Float](repeating: 0, count: 400)
            #expect(try reader.read(into: &floats, count: 2) == 2)
            #expect(floats[0] == 512.0 / 32_768)
            try expect(.synthesisBadAudio) { try reader.seek(toFrame: 5_000) }
        }
    }
}
