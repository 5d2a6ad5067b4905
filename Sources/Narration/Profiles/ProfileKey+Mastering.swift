internal import Audio
internal import Core

extension ProfileKey {
    private static let loudnessRange = -40.0 ... -5.0
    private static let roomToneRange = -90.0 ... -40.0
    private static let truePeakRange = -20.0...0.0
    private static let sampleRateRange = 8_000...96_000

    /// The keys of `[mastering]`.
    package static let mastering: [ProfileKey] = [
        ProfileKey("mastering.loudness", "LUFS from -40 to -5, \"acx\" or \"off\"") { value, profile in
            switch value {
            case .text("off"): profile.mastering.loudness = .off
            case .text("acx"): profile.mastering.loudness = .acx
            default:
                guard let level = value.number, loudnessRange.contains(level) else { return false }
                profile.mastering.loudness = .level(level)
            }
            return true
        },
        text("mastering.scope", "one of book, chapter") { value, profile in
            guard let scope = Mastering.Scope(rawValue: value) else { return false }
            profile.mastering.scope = scope
            return true
        },
        number("mastering.true_peak", in: truePeakRange) { $1.mastering.truePeak = $0 },
        ProfileKey("mastering.room_tone", "dBFS from -90 to -40, or \"off\"") { value, profile in
            if case .text("off") = value {
                profile.mastering.roomTone = .off
                return true
            }
            guard let level = value.number, roomToneRange.contains(level) else { return false }
            profile.mastering.roomTone = .level(level)
            return true
        },
        integer("mastering.sample_rate", in: sampleRateRange) { $1.mastering.sampleRate = $0 },
    ]
}
