internal import Core

/// Compares the levels that a manifest tells of a file with those of its samples.
enum LevelCheck {
    /// Decibels, or seconds of length, by which they may differ: they are told in hundredths.
    private static let tolerance = 0.1

    /// What differs, in words.
    static func problems(told: AudioLevels, measured: AudioLevels) -> [String] {
        let pairs = [
            ("loudness", told.loudness, measured.loudness), ("true peak", told.truePeak, measured.truePeak),
            ("peak", told.peak, measured.peak), ("root mean square", told.rms, measured.rms),
            ("noise floor", told.noiseFloor, measured.noiseFloor), ("length", told.seconds, measured.seconds),
        ]
        return pairs.filter { differ($1, $2) }.map { name, told, measured in
            "its \(name) is said to be \(word(told)), and is \(word(measured))"
        }
    }

    private static func differ(_ told: Double?, _ measured: Double?) -> Bool {
        guard let told, let measured else { return told != measured }
        return !(abs(told - measured) <= tolerance)
    }

    private static func word(_ value: Double?) -> String { value.map { "\($0.rounded(toPlaces: 2))" } ?? "nothing" }
}
