package import Core
internal import CSndfile
package import Foundation

/// Writes one take as 16-bit mono WAV: a hidden name first, its own name once every byte is on the disk.
///
/// Left without `commit()`, as after an error or a cancelled request, it leaves nothing behind.
package final class TakeWriter {
    private let partial: PartialFile
    private let sampleRate: Int
    private var handle: SoundHandle
    private var meter: TakeMeter
    private var checksum = SampleChecksum()

    /// Creates the folders above `finalURL` and a hidden file beside it.
    ///
    /// - Parameters:
    ///   - finalURL: Where the take goes; a file that stands there is replaced by `commit()`.
    ///   - sampleRate: Samples per second.
    ///   - isThorough: Whether the take is measured for noise, tones and repetitions as well.
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    package init(at finalURL: URL, sampleRate: Int, isThorough: Bool = false) throws {
        let partial = try PartialFile(for: finalURL)
        let code = Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
        do {
            handle = try SoundHandle(writing: partial.channel, formatCode: code, sampleRate: sampleRate)
        } catch {
            throw partial.trouble(error.text)
        }
        self.partial = partial
        self.sampleRate = sampleRate
        meter = TakeMeter(sampleRate: sampleRate, isThorough: isThorough)
    }

    /// Appends samples as they arrive.
    ///
    /// - Throws: `BatchError` with `output.diskFull` or `output.notWritable`.
    package func append(_ more: ArraySlice<Int16>) throws {
        guard handle.write(more) else { throw partial.trouble(handle.lastError.text) }
        meter.feed(more)
        checksum.feed(more)
    }

    /// Appends samples whose full scale is 1, clipping what is louder.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio` for samples that are no numbers, or an `output.…` code.
    package func append(_ more: ArraySlice<Float>) throws {
        try append(SampleConversion.int16(more, of: partial.target.lastPathComponent)[...])
    }

    /// What was measured of all that was appended.
    ///
    /// - Parameter text: What is said in it.
    /// - Returns: Nil when there is no speech in it, as the assembly will want it.
    package func measures(saying text: String) -> TakeMeasures? {
        var meter = meter
        return meter.finish(saying: text)
    }

    /// The seconds of audio so far.
    package var seconds: Double { Double(meter.samples) / Double(sampleRate) }

    /// Puts the take on the disk under its own name.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio` when nothing was appended, or an `output.…` code.
    package func commit() throws -> TakeSummary {
        guard meter.samples > 0 else {
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
        return TakeSummary(samples: meter.samples, sampleRate: sampleRate, checksum: checksum.hex)
    }

    /// Removes what was written, unless it was committed.
    package func discard() {
        partial.discard()
    }
}

/// What was written as one take.
package struct TakeSummary: Sendable, Hashable {
    /// The length in samples.
    package let samples: Int
    /// Samples per second.
    package let sampleRate: Int

    /// The SHA-256 of the samples as little-endian bytes, in lowercase hex.
    package let checksum: String

    /// The length in seconds.
    package var seconds: Double { Double(samples) / Double(sampleRate) }
}

/// Float samples to 16-bit ones; the only way float sound enters, so that nothing wraps and no NaN gets through.
enum SampleConversion {
    /// Converts samples whose full scale is 1, rounding to the nearest step and clipping what is louder.
    ///
    /// - Parameters:
    ///   - samples: Any magnitude.
    ///   - name: What they belong to, for the error.
    /// - Returns: As many samples.
    /// - Throws: `BatchError` with `synthesis.badAudio` for NaN and infinities.
    static func int16(_ samples: ArraySlice<Float>, of name: String) throws -> [Int16] {
        guard let bad = samples.firstIndex(where: { !$0.isFinite }) else {
            return samples.map { Int16(min(max(($0 * 32_768).rounded(), -32_768), 32_767)) }
        }
        throw BatchError(
            .synthesisBadAudio,
            "The take \(name) holds samples that are no numbers (\(samples[bad]) at \(bad - samples.startIndex)).",
            remedy: "Run again to synthesise it anew; if it comes back, restart the sidecar or use another seed.",
            details: ["sample": String(bad - samples.startIndex)]
        )
    }
}

/// Joins the takes of a text that was spoken in pieces into one.
package enum TakeJoiner {
    /// The fade at a seam, in seconds.
    private static let fade = 0.005
    /// The near silence that is kept beside the speech at a seam, in seconds.
    private static let guardSeconds = 0.06

    /// Appends takes to a writer, with the same pause between the speech of each two.
    ///
    /// - Parameters:
    ///   - takes: The files in order.
    ///   - pause: From speech to speech, in seconds.
    ///   - sampleRate: Of all of them.
    ///   - writer: Gets the samples.
    /// - Throws: `BatchError` with `synthesis.badAudio` or an `output.…` code.
    package static func join(_ takes: [URL], pause: Double, sampleRate: Int, into writer: TakeWriter) throws {
        let kept = Int(guardSeconds * Double(sampleRate))
        let reader = TakeReader(sampleRate: sampleRate, fadeSamples: Int(fade * Double(sampleRate)))
        var owed = 0
        for (index, take) in takes.enumerated() {
            let span = try reader.open(take)
            let lead = index == 0 ? span.lead : min(span.lead, kept, owed)
            let tail = index == takes.count - 1 ? span.tail : min(span.tail, kept)
            if index > 0 { try writer.append([Int16](repeating: 0, count: max(0, owed - lead))[...]) }
            try reader.stream(span.start - lead..<span.end + tail) { try writer.append($0) }
            owed = Int(pause * Double(sampleRate)) - tail
        }
    }
}
