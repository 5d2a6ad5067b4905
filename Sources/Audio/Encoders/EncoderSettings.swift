internal import Core
internal import CSndfile

/// How each format is encoded: speech, mono, usually 24 kHz.
///
/// Sound stays 16-bit integer up to the encoder, so nothing can wrap or clip on the way; only MP3's gets floating point, where
/// what is above full scale is no trouble either.
enum EncoderSettings {
    /// FLAC effort 5 of 8, the reference encoder's default, on libsndfile's scale 0…1.
    static let flacEffort = 5.0 / 8.0
    /// Kilobits per second of MP3 below 32 kHz, constant because players seek in hours of it by the byte.
    ///
    /// MPEG-2, which covers 16 to 24 kHz, stops at 160; below that, 64 is the most.
    static let mp3KilobitsLow = 96.0
    /// Kilobits per second of MP3 from 32 kHz up.
    static let mp3KilobitsHigh = 128.0
    /// Vorbis quality 5 of 10 on libsndfile's scale 0…1: about 64 kbit/s for speech at 24 kHz mono.
    static let vorbisQuality = 0.5
    /// Opus bits per second: fullband speech is transparent from about 40 kbit/s (RFC 7587, section 3.1.1).
    static let opusBitRate = 48_000.0

    /// libsndfile's compression level (0…1) for a constant MP3 bit rate: it spreads the legal range of the sample rate evenly
    /// (libsndfile `mpeg_l3_encode.c`) and rounds down, hence the half.
    static func mp3Level(sampleRate: Int, kilobits: Double? = nil) -> Double {
        switch sampleRate {
        case 32_000...: (320 - min(kilobits ?? mp3KilobitsHigh, 320) - 0.5) / (320 - 32)
        case 16_000...: (160 - min(kilobits ?? mp3KilobitsLow, 160) - 0.5) / (160 - 8)
        default: 0
        }
    }

    /// Kilobits per second from which LAME turns sound down less.
    private static let mp3LouderFrom = 192.0

    /// What LAME multiplies sound by before it encodes it at a constant bit rate, so that decoders do not clip.
    ///
    /// The column `scale` of its `presets.c`; libsndfile cannot set it. Here peaks are limited already, so it is undone.
    ///
    /// - Parameters:
    ///   - kilobits: Kilobits per second, at most 192; nil for what is usual.
    ///   - sampleRate: Samples per second; below 32 kHz there are never more than 160 kbit/s.
    /// - Returns: A factor below 1.
    static func mp3Scale(kilobits: Double? = nil, sampleRate: Int) -> Float {
        let isLouder = sampleRate >= 32_000 && (kilobits ?? mp3KilobitsHigh) >= mp3LouderFrom
        return isLouder ? 0.97 : 0.95
    }

    /// libsndfile's compression level (0…1) for an Opus bit rate: 6,000 to 256,000 bit/s per channel (`ogg_opus.c`).
    static let opusLevel = 1 - (opusBitRate - 6_000) / 250_000
}

extension AudioFormat {
    /// The container and encoding, as in `SF_FORMAT_…`; WAV begins as RF64 and becomes plain WAV at close when it fits.
    var formatCode: Int32 {
        switch self {
        case .wav: Int32(SF_FORMAT_RF64 | SF_FORMAT_PCM_16)
        case .flac: Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
        case .mp3: Int32(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
        case .ogg: Int32(SF_FORMAT_OGG | SF_FORMAT_VORBIS)
        case .opus: Int32(SF_FORMAT_OGG | SF_FORMAT_OPUS)
        }
    }
}

extension SoundHandle {
    /// Applies the settings of `format` before the first sample; false when the library refuses one.
    mutating func configure(for format: AudioFormat, mp3Kilobits: Double? = nil) -> Bool {
        switch format {
        case .wav:
            enable(SFC_RF64_AUTO_DOWNGRADE)
        case .flac:
            command(SFC_SET_COMPRESSION_LEVEL, EncoderSettings.flacEffort)
        case .mp3:
            // The level goes first: setting the mode applies the level again and fails without one.
            command(SFC_SET_COMPRESSION_LEVEL, EncoderSettings.mp3Level(sampleRate: sampleRate, kilobits: mp3Kilobits))
                && command(SFC_SET_BITRATE_MODE, Int32(SF_BITRATE_MODE_CONSTANT))
        case .ogg:
            command(SFC_SET_VBR_ENCODING_QUALITY, EncoderSettings.vorbisQuality)
        case .opus:
            command(SFC_SET_COMPRESSION_LEVEL, EncoderSettings.opusLevel)
        }
    }
}
