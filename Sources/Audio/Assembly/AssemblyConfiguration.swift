package import Core
package import Foundation

/// How takes are joined into a book, and where it goes.
package struct AssemblyConfiguration: Sendable, Hashable {
    /// The finished book, with its extension.
    package var book: URL
    /// A folder for one file per chapter as well, or nil.
    package var chapterFolder: URL?
    package var format: AudioFormat
    /// Samples per second of the takes.
    package var sampleRate: Int
    package var pauses: PauseLengths
    package var mastering: Mastering
    /// The tags of the book; a chapter's title and track are put in for its file.
    package var tags: AudioTags
    /// Whether files that stand where the output goes are replaced.
    package var overwrite: Bool
    /// Whether a manifest is written beside the book.
    package var writesManifest: Bool
    /// Silence before the first speech of a file, in seconds; ACX asks audiobooks for 0.5 to 1.
    package var leadIn: Double
    /// Silence after the last speech of a file, in seconds; ACX asks audiobooks for 1 to 5.
    package var leadOut: Double
    /// The fade at each end of a take, in seconds: long enough not to click, shorter than any speech sound.
    package var fade: Double
    /// The most of a take's own near silence that is kept before its speech, in seconds: room for a soft onset.
    ///
    /// Measured on the embedded voice, sound 55 dB below the loudest syllable begins up to 50 ms before what counts as speech.
    package var onsetGuard: Double
    /// The most of a take's own near silence that is kept after its speech, in seconds: room for a decay.
    ///
    /// On the same voice it ends up to 85 ms after what counts as speech.
    package var decayGuard: Double

    package init(
        book: URL,
        chapterFolder: URL? = nil,
        format: AudioFormat,
        sampleRate: Int,
        pauses: PauseLengths = PauseLengths(),
        mastering: Mastering = .off,
        tags: AudioTags = AudioTags(),
        overwrite: Bool = false,
        writesManifest: Bool = false,
        leadIn: Double = 0.5,
        leadOut: Double = 1,
        fade: Double = 0.005,
        onsetGuard: Double = 0.06,
        decayGuard: Double = 0.12
    ) {
        self.book = book
        self.chapterFolder = chapterFolder
        self.format = format
        self.sampleRate = sampleRate
        self.pauses = pauses
        self.mastering = mastering
        self.tags = tags
        self.overwrite = overwrite
        self.writesManifest = writesManifest
        self.leadIn = leadIn
        self.leadOut = leadOut
        self.fade = fade
        self.onsetGuard = onsetGuard
        self.decayGuard = decayGuard
    }
}

extension AssemblyConfiguration {
    /// The longest silence that is taken for meant, in seconds.
    private static let longestSilence = 60.0
    /// What lossy encoders may put on top of a peak, in decibels.
    private static let lossyHeadroom = 0.5

    /// Refuses lengths that cannot be.
    ///
    /// - Throws: `BatchError` with `profile.invalid`.
    func validate() throws {
        var lengths = Boundary.allCases.map { ("pause \($0.rawValue)", pauses[$0]) }
        lengths += [("leadIn", leadIn), ("leadOut", leadOut), ("fade", fade)]
        lengths += [("onsetGuard", onsetGuard), ("decayGuard", decayGuard)]
        for (name, seconds) in lengths where !(0...Self.longestSilence).contains(seconds) {
            throw BatchError(
                .profileInvalid,
                "The length \(name) is \(seconds) s.",
                remedy: "Give it a value from 0 to \(Self.longestSilence) seconds.",
                details: ["key": name]
            )
        }
        try format.requireSupport(sampleRate: rates.output)
    }

    /// The sample rate of the takes, and that of the book.
    var rates: SampleRates {
        SampleRates(takes: sampleRate, output: format.sampleRate(for: mastering, takes: sampleRate))
    }

    /// A length in seconds as samples of the book, to the nearest.
    func samples(_ seconds: Double) -> Int { Int((seconds * Double(rates.output)).rounded()) }

    /// The silence after the last speech of a file, less the `tail` that the last take brought along.
    func closingPause(after tail: Int) -> Int { max(0, samples(leadOut) - tail) }

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
