internal import Core
internal import Foundation
internal import NIOCore

/// Reads the samples of a WAV file while it comes in, whether it was sent whole or is made meanwhile.
struct WAVDecoder {
    /// Samples a second, once the header is complete.
    private(set) var sampleRate: Int?
    /// What came of the header, until it is complete.
    private var header = ByteBuffer()
    private var samples = SampleDecoder.trusting
    /// Bytes of audio that are still to come; nil where the header does not tell.
    private var left: Int?

    /// No header is longer; what comes before the audio in a file is tags.
    private static let longestHeader = 1 << 20
    /// Sizes from here on stand for one that was not known when the header was sent; some servers say 2³¹ − 1 less a header.
    private static let unknownSizes: UInt32 = 0x7FFF_0000
    /// The codes of plain samples, and of those with an extended description.
    private static let plainFormats: [UInt16] = [1, 0xFFFE]

    init() {}

    /// The samples that are complete with this buffer.
    ///
    /// - Throws: `synthesis.badAudio` when it is no WAV file of mono 16-bit samples.
    mutating func decode(_ buffer: ByteBuffer) throws -> [Int16] {
        var audio = buffer
        if sampleRate == nil {
            header.writeImmutableBuffer(buffer)
            guard try readHeader() else {
                guard header.readableBytes < Self.longestHeader else {
                    throw Self.unusable("a WAV file without audio in its first megabyte")
                }
                return []
            }
            audio = header
            header = ByteBuffer()
        }
        if let left {
            // Tags may follow the audio.
            audio = audio.readSlice(length: min(left, audio.readableBytes)) ?? ByteBuffer()
            self.left = left - audio.readableBytes
        }
        return try samples.decode(audio)
    }

    /// - Throws: `synthesis.badAudio` when there was no WAV file, `synthesis.failed` when some of it is missing.
    mutating func finish() throws {
        guard sampleRate != nil else { throw Self.unusable("something that is no WAV file") }
        guard (left ?? 0) == 0 else {
            throw BatchError(
                .synthesisFailed,
                "The speech server sent a WAV file that ends too early.",
                remedy: "The segment is made again; if that does not help, use another speech server."
            )
        }
        try samples.finish()
    }

    /// Reads chunk after chunk up to the audio; false when there is not enough of the header yet.
    private mutating func readHeader() throws -> Bool {
        var rest = header
        guard let start = rest.readBytes(length: 4) else { return false }
        guard start == Array("RIFF".utf8) || start == Array("RF64".utf8) else {
            throw Self.unusable("something that is no WAV file")
        }
        guard rest.readBytes(length: 4) != nil, let kind = rest.readBytes(length: 4) else { return false }
        guard kind == Array("WAVE".utf8) else { throw Self.unusable("a RIFF file that is no WAV file") }
        var rate: Int?
        while let name = rest.readBytes(length: 4),
            let size = rest.readInteger(endianness: .little, as: UInt32.self)
        {
            if name == Array("data".utf8) {
                guard let rate else { throw Self.unusable("a WAV file that does not tell its format") }
                sampleRate = rate
                // Zero stands in a header that was not completed after the audio.
                left = size == 0 || size >= Self.unknownSizes ? nil : Int(size)
                header = rest
                return true
            }
            guard size < Self.longestHeader else { throw Self.unusable("a damaged WAV file") }
            // Chunks begin at even places.
            guard var chunk = rest.readSlice(length: Int(size) + Int(size & 1)) else { return false }
            if name == Array("fmt ".utf8) { rate = try Self.format(&chunk) }
        }
        return false
    }

    /// The sample rate that a format chunk tells.
    private static func format(_ chunk: inout ByteBuffer) throws -> Int {
        func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
            chunk.readInteger(endianness: .little, as: type)
        }
        guard let code = number(UInt16.self), let channels = number(UInt16.self), let rate = number(UInt32.self),
            chunk.readBytes(length: 6) != nil, let bits = number(UInt16.self), rate > 0
        else { throw unusable("a damaged WAV file") }
        guard plainFormats.contains(code), channels == 1, bits == 16 else {
            throw unusable("a WAV file of \(channels) channel(s) of \(bits)-bit samples (format \(code))")
        }
        return Int(rate)
    }

    private static func unusable(_ what: String) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "The speech server sent \(what) where one of mono 16-bit samples was asked for.",
            remedy: "Use a server that answers with 16-bit mono WAV, or another dialect for it."
        )
    }
}
