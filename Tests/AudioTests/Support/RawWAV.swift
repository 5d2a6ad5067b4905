import Foundation

/// WAV files that `TakeWriter` would not write.
enum RawWAV {
    /// 32-bit floating point samples.
    static func write(_ samples: [Float], channels: Int = 1, sampleRate: Int = 24_000, to url: URL) throws {
        let content = samples.withUnsafeBytes { Data($0) }
        try file(content, tag: 3, bytesPerSample: 4, channels, sampleRate).write(to: url)
    }

    /// 16-bit samples, interleaved.
    static func write(_ samples: [Int16], channels: Int = 1, sampleRate: Int = 24_000, to url: URL) throws {
        let content = samples.withUnsafeBytes { Data($0) }
        try file(content, tag: 1, bytesPerSample: 2, channels, sampleRate).write(to: url)
    }

    private static func file(_ content: Data, tag: Int, bytesPerSample: Int, _ channels: Int, _ rate: Int) -> Data {
        let frame = channels * bytesPerSample
        var data = Data("RIFF".utf8) + little(36 + content.count, 4) + Data("WAVEfmt ".utf8) + little(16, 4)
        data += little(tag, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4)
        data += little(frame, 2) + little(bytesPerSample * 8, 2) + Data("data".utf8) + little(content.count, 4)
        return data + content
    }

    private static func little(_ value: Int, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
    }
}
