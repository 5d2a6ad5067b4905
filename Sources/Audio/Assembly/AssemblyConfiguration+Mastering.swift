internal import Core

extension AssemblyConfiguration {
    /// What lossy encoders may put on top of a peak, in decibels.
    private static let lossyHeadroom = 0.5

    /// Whether chapters are measured as closely as the book: where each is mastered by itself.
    var measuresChapters: Bool { isMastered && mastering.scope == .chapter }

    /// Whether a gain has to be found first.
    var isMastered: Bool { mastering.loudness != .off }

    /// The highest true peak of what goes to the encoder, in dBTP.
    var peakLimit: Double {
        guard isMastered else { return 0 }
        switch format {
        case .wav, .flac: return mastering.peakLimit
        case .mp3, .ogg, .opus: return mastering.peakLimit - Self.lossyHeadroom
        }
    }
}
