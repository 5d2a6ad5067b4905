/// A container and encoding that finished audio can be written in.
package enum AudioFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// 16-bit PCM WAV; becomes RF64 past 4 GiB.
    case wav
    case flac
    case mp3
    /// Ogg Vorbis.
    case ogg
    /// Opus in Ogg.
    case opus

    /// The usual file name extension, without the dot.
    package var fileExtension: String { rawValue }
}
