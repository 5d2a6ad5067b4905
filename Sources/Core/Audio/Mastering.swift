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

/// The silence at each boundary, in seconds, measured from the end of speech to the start of the next speech.
package struct PauseLengths: Sendable, Hashable, Codable {
    package var clause: Double
    package var sentence: Double
    package var paragraph: Double
    package var heading: Double
    package var sceneBreak: Double
    package var chapter: Double

    /// The default between sentences is what the embedded voice itself leaves between two sentences of one request
    /// (measured: 0.83 s), so that a seam is not heard.
    package init(
        clause: Double = 0.3,
        sentence: Double = 0.8,
        paragraph: Double = 1.1,
        heading: Double = 1.5,
        sceneBreak: Double = 2.2,
        chapter: Double = 3.0
    ) {
        self.clause = clause
        self.sentence = sentence
        self.paragraph = paragraph
        self.heading = heading
        self.sceneBreak = sceneBreak
        self.chapter = chapter
    }

    /// The silence at `boundary`, in seconds.
    package subscript(boundary: Boundary) -> Double {
        switch boundary {
        case .clause: clause
        case .sentence: sentence
        case .paragraph: paragraph
        case .heading: heading
        case .sceneBreak: sceneBreak
        case .chapter: chapter
        }
    }
}
