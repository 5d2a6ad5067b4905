/// How loud finished audio becomes, how high its peaks go, and what its pauses hold.
package struct Mastering: Sendable, Hashable {
    /// What the loudness is brought to.
    package enum Loudness: Sendable, Hashable {
        /// Takes are written as they are.
        case off
        /// An integrated loudness after ITU-R BS.1770, in LUFS.
        case level(Double)
        /// A root mean square as ACX wants it of audiobooks.
        case acx
    }

    /// What shares one gain.
    package enum Scope: String, Sendable, Hashable, CaseIterable {
        case book
        case chapter
    }

    /// What pauses hold.
    package enum RoomTone: Sendable, Hashable {
        /// Digital silence.
        case off
        /// Steady noise with that root mean square, in dBFS.
        case level(Double)
    }

    package var loudness: Loudness
    package var scope: Scope
    /// The highest true peak in dBTP; nil takes what goes with the loudness.
    package var truePeak: Double?
    /// Nil takes what goes with the loudness.
    package var roomTone: RoomTone?
    /// Samples per second of the output; nil takes what goes with the loudness, else the voice's own, where the format has it.
    package var sampleRate: Int?

    package init(
        loudness: Loudness = .level(Mastering.usualLoudness),
        scope: Scope = .book,
        truePeak: Double? = nil,
        roomTone: RoomTone? = nil,
        sampleRate: Int? = nil
    ) {
        self.loudness = loudness
        self.scope = scope
        self.truePeak = truePeak
        self.roomTone = roomTone
        self.sampleRate = sampleRate
    }

    /// Takes as they are, at their own rate.
    package static let off = Mastering(loudness: .off)

    /// What mono speech is usually brought to, in LUFS: played on two speakers it is as loud as stereo at -16.
    ///
    /// AES TD1008 (2021), section 4.1, recommends -18 for speech; podcast services ask for -16 in stereo, -19 in mono.
    package static let usualLoudness = -19.0
}

extension Mastering {
    /// The highest true peak there may be, in dBTP.
    package var peakLimit: Double { truePeak ?? (loudness == .acx ? ACXLevels.highestPeak : -1) }

    /// The level of the noise in pauses, in dBFS; nil for digital silence.
    package var noiseLevel: Double? {
        switch roomTone {
        case .level(let level): level
        case .off: nil
        case nil: loudness == .acx ? ACXLevels.roomTone : nil
        }
    }
}
