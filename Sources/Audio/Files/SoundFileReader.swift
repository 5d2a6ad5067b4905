internal import Core
internal import CSndfile
package import Foundation

/// Reads a sound file of any format that libsndfile knows, in blocks.
package final class SoundFileReader {
    package let url: URL
    package let info: SoundFileInfo
    private var handle: SoundHandle

    /// Opens a file and reads its header.
    ///
    /// - Throws: `BatchError` with `synthesis.badAudio` when it is missing or no sound file, `output.notWritable` when it
    ///   may well be sound and cannot be opened.
    package init(_ url: URL) throws {
        self.url = url
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            guard number == ENOENT else { throw Self.inaccessible(url, OutputTrouble.text(number)) }
            throw Self.unreadable(url, OutputTrouble.text(number))
        }
        let channel = FileChannel(descriptor: descriptor, path: url.path)
        do {
            handle = try SoundHandle(reading: channel)
        } catch {
            throw Self.unreadable(url, channel.failure.map(OutputTrouble.text) ?? error.text)
        }
        let integers = [SF_FORMAT_PCM_16, SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32]
        info = SoundFileInfo(
            sampleRate: handle.sampleRate,
            channels: handle.channels,
            frames: handle.frames,
            isFloat: !integers.contains(Int(handle.formatCode) & SF_FORMAT_SUBMASK)
        )
    }

    /// What the file says of itself.
    package var tags: AudioTags { handle.tags }

    /// Reads samples of all channels, interleaved, into the front of `buffer`.
    ///
    /// Floating point files are not clipped here; read those as `Float`.
    ///
    /// - Parameters:
    ///   - buffer: Its front is overwritten.
    ///   - count: The most samples to read, a multiple of the channels; nil for all that fit.
    /// - Returns: How many were read; 0 at the end.
    /// - Throws: `BatchError` with `synthesis.badAudio` when the disk fails.
    package func read(into buffer: inout [Int16], count: Int? = nil) throws -> Int {
        try checked(handle.read(into: &buffer, count: count ?? buffer.count))
    }

    /// Reads samples of all channels, interleaved and with full scale 1, into the front of `buffer`.
    package func read(into buffer: inout [Float], count: Int? = nil) throws -> Int {
        try checked(handle.read(into: &buffer, count: count ?? buffer.count))
    }

    /// Goes to a frame counted from the start.
    package func seek(toFrame frame: Int) throws {
        guard handle.seek(toFrame: frame) else { throw Self.unreadable(url, handle.lastError.text) }
    }

    /// Says that the file will not be read again soon.
    func releaseCache() {
        handle.channel.releaseCache()
    }

    private func checked(_ count: Int) throws -> Int {
        if let number = handle.channel.failure { throw Self.unreadable(url, OutputTrouble.text(number)) }
        return count
    }

    private static func inaccessible(_ url: URL, _ reason: String) -> BatchError {
        BatchError(
            .outputNotWritable,
            "Cannot open \(url.path): \(reason).",
            remedy: "Make the file and the folders above it readable for you, then run again.",
            details: ["path": url.path]
        )
    }

    private static func unreadable(_ url: URL, _ reason: String) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "Cannot read \(url.path) as sound: \(reason)",
            remedy: "Run again to synthesise it anew.",
            details: ["path": url.path, "reason": reason]
        )
    }
}

/// What a sound file's header says.
package struct SoundFileInfo: Sendable, Hashable {
    /// Samples per second and channel.
    package let sampleRate: Int
    package let channels: Int
    /// Samples per channel.
    package let frames: Int
    /// Whether the samples are stored as floating point numbers or by a lossy codec that decodes to such.
    package let isFloat: Bool

    /// The length in seconds.
    package var seconds: Double { Double(frames) / Double(sampleRate) }
}
