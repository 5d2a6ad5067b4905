/// The forms of audio that are asked for, by their names in `response_format`.
package enum AudioForm: String, Sendable, Hashable {
    /// A WAV file, sent whole or while it is made.
    case wav
    /// Bare mono 16-bit little-endian samples.
    case samples = "pcm"
}
