internal import Core
package import Foundation

/// A take in memory, to be drawn and to be put into a page.
package struct SoundClip: Sendable {
    package let samples: [Int16]
    package let sampleRate: Int

    /// Reads a whole take.
    ///
    /// - Parameter url: A mono sound file.
    /// - Throws: `BatchError` with `synthesis.badAudio` when it is missing, damaged or not mono.
    package init(reading url: URL) throws {
        let reader = try SoundFileReader(url)
        guard reader.info.channels == 1 else {
            throw BatchError(
                .synthesisBadAudio,
                "The take \(url.path) has \(reader.info.channels) channels.",
                remedy: "Run again to synthesise it anew.",
                details: ["path": url.path]
            )
        }
        var samples = [Int16](repeating: 0, count: reader.info.frames)
        let count = try reader.read(into: &samples)
        self.samples = Array(samples.prefix(count))
        sampleRate = reader.info.sampleRate
    }

    /// The same samples as a FLAC file, about half as long as a WAV; every browser plays it.
    ///
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull` when there is no room for a temporary file.
    package func flac() throws -> [UInt8] {
        let template = FileManager.default.temporaryDirectory.appending(path: "qwen-batch-clip-XXXXXX").path
        var path = Array(template.utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw OutputTrouble.error(errno, path: template) }
        // libsndfile wants to go back and forth; without a name, nothing is left whatever happens.
        unlink(path)
        let channel = FileChannel(descriptor: descriptor, path: template)
        do {
            var handle = try SoundHandle(
                writing: channel,
                formatCode: AudioFormat.flac.formatCode,
                sampleRate: sampleRate
            )
            guard handle.configure(for: .flac), handle.write(samples[...]), handle.close() else {
                throw OutputTrouble.error(channel.failure ?? EIO, path: template)
            }
        } catch is SoundLibraryError {
            throw OutputTrouble.error(channel.failure ?? EIO, path: template)
        }
        return channel.start(Int(max(0, channel.length)))
    }
}
