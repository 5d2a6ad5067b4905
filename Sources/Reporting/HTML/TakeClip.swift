/// What a page has of a take's sound: its outline, and the sound itself where a player is to play it.
package struct TakeClip: Sendable, Hashable {
    /// The length of the whole take.
    package let seconds: Double
    package let waveform: Waveform
    package let audio: Audio?

    /// A sound as a browser plays it.
    package struct Audio: Sendable, Hashable {
        /// Such as `audio/flac`.
        package let mediaType: String
        /// The whole sound file.
        package let bytes: [UInt8]

        package init(mediaType: String, bytes: [UInt8]) {
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    package init(seconds: Double, waveform: Waveform, audio: Audio?) {
        self.seconds = seconds
        self.waveform = waveform
        self.audio = audio
    }
}
