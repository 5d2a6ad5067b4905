internal import Core
internal import Foundation

/// Reads takes one after another through one buffer, so that memory does not grow with their number or length.
final class TakeReader {
    /// Samples held at once: 44 s at 24 kHz in 2 MiB.
    ///
    /// Shorter takes are read once, longer ones twice.
    static let blockSamples = 1 << 20

    private let sampleRate: Int
    private let fadeSamples: Int
    private var detector: SpeechDetector
    private var block: [Int16]
    private var floats: [Float] = []
    private var file: SoundFileReader?
    /// Whether the whole take is in `block`.
    private var isHeld = false

    init(sampleRate: Int, fadeSamples: Int, blockSamples: Int = TakeReader.blockSamples) {
        self.sampleRate = sampleRate
        self.fadeSamples = fadeSamples
        detector = SpeechDetector(sampleRate: sampleRate)
        block = [Int16](repeating: 0, count: blockSamples)
    }

    /// Opens a take, looks at all of it and finds its speech; nothing of it is written before it is known to be good.
    ///
    /// - Parameters:
    ///   - url: The sound file.
    ///   - checksum: What `TakeWriter` said of its samples; nil when nobody knows.
    ///   - isGap: Whether it is a pause that stands for a text, and silent as a whole.
    /// - Returns: Where its speech begins and ends; all of a pause.
    /// - Throws: `BatchError` with `synthesis.badAudio` when it is no mono sound at the sample rate of the book, ends early,
    ///   is not what was written, holds samples that are no numbers, or is silent.
    func open(_ url: URL, checksum: String? = nil, isGap: Bool = false) throws -> SpeechSpan {
        detector.reset()
        try load(url, checksum: checksum, isNew: true)
        if isGap, let file { return SpeechSpan(start: 0, end: file.info.frames, samples: file.info.frames) }
        guard let span = detector.finish() else { throw Self.bad(url, "is silent") }
        return span
    }

    /// Opens a take again that was looked at before.
    ///
    /// - Parameters:
    ///   - url: The sound file.
    ///   - checksum: As for `open`; nil reads no more than is wanted of it.
    /// - Throws: As `open` does.
    func reopen(_ url: URL, checksum: String? = nil) throws {
        try load(url, checksum: checksum, isNew: false)
    }

    private func load(_ url: URL, checksum: String?, isNew: Bool) throws {
        let file = try SoundFileReader(url)
        self.file = file
        guard file.info.sampleRate == sampleRate, file.info.channels == 1 else {
            let found = "\(file.info.channels) channel(s) at \(file.info.sampleRate) Hz"
            throw Self.bad(url, "has \(found), not mono at \(sampleRate) Hz")
        }
        isHeld = file.info.frames <= block.count
        guard isHeld || isNew || checksum != nil else { return }
        var total = 0
        var found = SampleChecksum()
        while true {
            let count = try fill(file, count: min(block.count, file.info.frames - total))
            guard count > 0 else { break }
            if isNew { detector.feed(block[..<count]) }
            if checksum != nil { found.feed(block[..<count]) }
            total += count
        }
        guard total == file.info.frames else {
            throw Self.bad(url, "ends after \(total) of \(file.info.frames) samples")
        }
        guard checksum == nil || checksum == found.hex else {
            throw Self.bad(url, "is damaged: its checksum is not that of what was recorded")
        }
    }

    /// Hands over a part of the open take in order, faded in and out at its ends.
    func stream(_ range: Range<Int>, to receive: (ArraySlice<Int16>) throws -> Void) throws {
        guard let file else { preconditionFailure("open a take first") }
        defer { file.releaseCache() }
        let fade = EdgeFade(range: range, samples: fadeSamples)
        if isHeld {
            guard range.upperBound <= file.info.frames else { throw Self.bad(file.url, "changed since it was placed") }
            fade.apply(to: &block, startingAt: 0)
            return try receive(block[range])
        }
        try file.seek(toFrame: range.lowerBound)
        var position = range.lowerBound
        while position < range.upperBound {
            let count = try fill(file, count: min(block.count, range.upperBound - position))
            guard count > 0 else { throw Self.bad(file.url, "changed while it was read") }
            fade.apply(to: &block, startingAt: position)
            try receive(block[..<count])
            position += count
        }
    }

    /// Reads up to `count` samples into the front of `block`.
    private func fill(_ file: SoundFileReader, count: Int) throws -> Int {
        guard count > 0 else { return 0 }
        guard file.info.isFloat else { return try file.read(into: &block, count: count) }
        if floats.isEmpty { floats = [Float](repeating: 0, count: block.count) }
        let read = try file.read(into: &floats, count: count)
        let converted = try SampleConversion.int16(floats[..<read], of: file.url.lastPathComponent)
        block.replaceSubrange(..<read, with: converted)
        return read
    }

    private static func bad(_ url: URL, _ what: String) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "The take \(url.lastPathComponent) \(what).",
            remedy: "Run again to synthesise it anew; if it comes back, use another seed or voice.",
            details: ["path": url.path]
        )
    }
}

/// A raised-cosine fade at both ends of a stretch of samples, so that a seam does not click.
struct EdgeFade {
    /// The stretch, in samples of the take.
    private let range: Range<Int>
    private let samples: Int

    /// - Parameters:
    ///   - range: The stretch that is kept of a take.
    ///   - samples: The length of each fade; shortened where the stretch has no room for two.
    init(range: Range<Int>, samples: Int) {
        self.range = range
        self.samples = min(samples, range.count / 2)
    }

    /// Fades what of the two ends is in `block`, whose first sample is number `start` of the take.
    func apply(to block: inout [Int16], startingAt start: Int) {
        let held = start..<start + block.count
        for position in (range.lowerBound..<range.lowerBound + samples).clamped(to: held) {
            scale(&block[position - start], position - range.lowerBound)
        }
        for position in (range.upperBound - samples..<range.upperBound).clamped(to: held) {
            scale(&block[position - start], range.upperBound - 1 - position)
        }
    }

    /// Scales the sample `distance` from the edge.
    private func scale(_ sample: inout Int16, _ distance: Int) {
        let phase = (Double(distance) + 0.5) / Double(samples)
        sample = Int16((Double(sample) * (0.5 - 0.5 * cos(.pi * phase))).rounded())
    }
}
