internal import BatchCore
internal import CSndfile
package import Foundation

/// Writes one take as 16-bit mono WAV: a hidden name first, its own name once every byte is on the disk.
///
/// Left without `commit()`, as after an error or a cancelled request, it leaves nothing behind.
package final class TakeWriter {
    private let partial: PartialFile
    private let sampleRate: Int
    private var handle: SoundHandle
    private var samples = 0
    private var detector: SpeechDetector
    private var fullScaleSamples = 0
    private var checksum = SampleChecksum()

    /// Creates the folders above `finalURL` and a hidden file beside it.
    ///
    /// - Parameters:
    ///   - finalURL: Where the take goes; a file that stands there is replaced by `commit()`.
    ///   - sampleRate: Samples per second.
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    package init(at finalURL: URL, sampleRate: Int) throws {
        let partial = try PartialFile(for: finalURL)
        let code = Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
        do {
            handle = try SoundHandle(writing: partial.channel, formatCode: code, sampleRate: sampleRate)
        } catch {
            throw partial.trouble(error.text)
        }
        self.partial = partial
        self.sampleRate = sampleRate
        detector = SpeechDetector(sampleRate: sampleRate)
    }

    /// Appends samples as they arrive.
    ///
    /// - Throws: `BatchError` with `output.diskFull` or `output.notWritable`.
    package func append(_ more: ArraySlice<Int16>) throws {
        guard handle.write(more) else { throw partial.trouble(handle.lastError.text) }
        samples += more.count
        fullScaleSamples += more.withUnsafeBufferPointer { buffer in
            // Servers that clip alike on both sides reach one less below.
            buffer.reduce(0) { $0 &+ ($1 == .max || $1 <= -.max ? 1 : 0) }
        }
        detector.feed(more)
        checksum.feed(more)
    }

    /// Appends samples whose full scale is 1, clipping what is louder.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio` for samples that are no numbers, or an `output.…` code.
    package func append(_ more: ArraySlice<Float>) throws {
        try append(SampleConversion.int16(more, of: partial.target.lastPathComponent)[...])
    }

    /// Whether speech was found in what was appended, as the assembly will want it.
    package var holdsSpeech: Bool {
        var probe = detector
        return probe.finish() != nil
    }

    /// The seconds of audio so far.
    package var seconds: Double { Double(samples) / Double(sampleRate) }

    /// The share, from 0 to 1, of the samples that are as loud as a sample can be.
    package var fullScaleShare: Double { samples > 0 ? Double(fullScaleSamples) / Double(samples) : 0 }

    /// Puts the take on the disk under its own name.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio` when nothing was appended, or an `output.…` code.
    package func commit() throws -> TakeSummary {
        guard samples > 0 else {
            throw BatchError(
                .synthesisBadAudio,
                "The take \(partial.target.lastPathComponent) has no sound in it.",
                remedy: "Run again to synthesise it anew; if it stays empty, look at the text and the sidecar's log.",
                details: ["path": partial.target.path]
            )
        }
        guard handle.close() else { throw partial.trouble("the header could not be written.") }
        try partial.seal()
        try partial.publish(replacing: true)
        return TakeSummary(samples: samples, sampleRate: sampleRate, checksum: checksum.hex)
    }

    /// Removes what was written, unless it was committed.
    package func discard() {
        partial.discard()
    }
}
