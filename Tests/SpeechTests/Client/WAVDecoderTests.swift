import Core
import Foundation
import NIOCore
@testable import Speech
import Testing

@Suite("Reading WAV files while they come in") struct WAVDecoderTests {
    private static let samples: [Int16] = [0, 1, -1, 300, -300, .max, .min]

    /// A file with tags before and after its audio.
    private static func file(
        size: UInt32? = nil,
        format: UInt16 = 1,
        channels: UInt16 = 1,
        bits: UInt16 = 16,
        tail: String = ""
    ) -> ByteBuffer {
        var file = ByteBuffer(string: "RIFF")
        file.writeInteger(UInt32.max, endianness: .little)
        file.writeString("WAVELIST")
        file.writeInteger(3 as UInt32, endianness: .little)
        file.writeString("odd\0fmt ")
        file.writeInteger(16 as UInt32, endianness: .little)
        for number in [format, channels] { file.writeInteger(number, endianness: .little) }
        for number in [22_050, 44_100] as [UInt32] { file.writeInteger(number, endianness: .little) }
        for number in [2, bits] { file.writeInteger(number, endianness: .little) }
        file.writeString("data")
        file.writeInteger(size ?? UInt32(samples.count * 2), endianness: .little)
        for sample in samples { file.writeInteger(sample, endianness: .little) }
        file.writeString(tail)
        return file
    }

    private func decode(_ file: ByteBuffer, step: Int) throws -> (samples: [Int16], rate: Int?) {
        var decoder = WAVDecoder()
        var rest = file
        var samples: [Int16] = []
        while rest.readableBytes > 0 {
            guard let piece = rest.readSlice(length: min(step, rest.readableBytes)) else { break }
            samples += try decoder.decode(piece)
        }
        try decoder.finish()
        return (samples, decoder.sampleRate)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func samplesAreTheSameHoweverTheBytesCome(step: Int) throws {
        // Sizes that stand for an unknown one: nobody came back to the header, or it was sent before the audio was made.
        for size in [nil, 0, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFDB] as [UInt32?] {
            let (samples, rate) = try decode(Self.file(size: size), step: step)
            #expect(samples == Self.samples)
            #expect(rate == 22_050)
        }
    }

    @Test(arguments: [1, 1000]) func tagsAfterTheAudioAreNoAudio(step: Int) throws {
        #expect(try decode(Self.file(tail: "LIST\u{4}\0\0\0tags"), step: step).samples == Self.samples)
    }

    @Test func aFileThatEndsTooEarlyIsNoneAtAll() {
        let error = #expect(throws: BatchError.self) { try decode(Self.file(size: 100), step: 1000) }
        #expect(error?.code == .synthesisFailed)
    }

    @Test(arguments: [
        ("two channels", file(channels: 2)), ("24 bits", file(bits: 24)), ("floating point", file(format: 3, bits: 32)),
        ("web page", ByteBuffer(string: "<html>welcome to this server</html>")),
        ("another RIFF file", ByteBuffer(string: "RIFF1234AVI LIST")), ("nothing", ByteBuffer()),
        ("only a beginning", ByteBuffer(string: "RIFF12")),
        ("no format", ByteBuffer(string: "RIFF1234WAVEdata\u{4}\0\0\0abcd")),
    ])
    func whatIsNoMono16BitFileIsRefused(name: String, file: ByteBuffer) {
        let error = #expect(throws: BatchError.self) { try decode(file, step: 5) }
        #expect(error?.code == .synthesisBadAudio)
    }
}
