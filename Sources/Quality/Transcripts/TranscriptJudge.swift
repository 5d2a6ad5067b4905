package import Core
internal import TextKit

/// Decides whether what was heard in a take is what its text says.
package struct TranscriptJudge: Sendable {
    private let limits: TranscriptLimits

    package init(limits: TranscriptLimits = TranscriptLimits()) {
        self.limits = limits
    }

    /// What is wrong with a take, the worst first; nothing when it says its text.
    ///
    /// - Parameters:
    ///   - transcript: What was heard, compared with the text.
    ///   - text: What the take is meant to say; of one without any letters or digits nothing can be heard.
    /// - Returns: At most one finding of each of `wrongWords` and `missingWords`.
    package func findings(_ transcript: TakeTranscript, text: String) -> [TakeFinding] {
        guard text.unicodeScalars.contains(where: { $0.isSpoken }) else { return [] }
        return [wrongWords(transcript, text: text), missingWords(transcript)]
            .compactMap { $0 }
            .sorted { $0.severity > $1.severity }
    }

    private func wrongWords(_ transcript: TakeTranscript, text: String) -> TakeFinding? {
        let rate = transcript.wordErrorRate
        guard rate > 0, rate >= limits.wrongWords else { return nil }
        // The words that the rate is a share of, also where no spaces stand between them.
        let words = TextWord.words(of: text).count
        let wrong = Int((rate * Double(words)).rounded())
        // One word that is heard as another may be misheard; one that is not heard is not there.
        let isAllWrong = rate >= 1 && (wrong > 1 || !transcript.missing.isEmpty)
        guard isAllWrong || wrong >= limits.leastWrongWords else { return nil }
        let severity = rate / max(limits.wrongWords, .leastNonzeroMagnitude)
        return TakeFinding(.wrongWords, measured: rate, limit: limits.wrongWords, severity: min(severity, 10))
    }

    /// Measures the missing words that count, of which one is one too many.
    private func missingWords(_ transcript: TakeTranscript) -> TakeFinding? {
        let lengths = transcript.missing.map { word in word.unicodeScalars.count { $0.isSpoken } }
        let long = lengths.count { $0 >= limits.missingLetters }
        let short = lengths.count - long
        let counted = Double(long) + (short >= limits.missingShortWords ? Double(short) : 0)
        guard counted > 0 else { return nil }
        return TakeFinding(.missingWords, measured: counted, limit: 1, severity: min(counted, 10))
    }
}

/// The limits from which on a take does not say its text.
///
/// Chosen with Whisper tiny.en on a novel: it is wrong about one word in fifty of good takes, and hardly ever about one in
/// ten; with another sentence in place of one of three the rate is above 0.2.
package struct TranscriptLimits: Sendable, Hashable {
    /// The word error rate from which on something else is said.
    package var wrongWords: Double
    /// At least this many words have to be wrong, so that a single misheard one does not fail a short text.
    package var leastWrongWords: Int
    /// A missing word counts when it has so many letters: recognisers skip shorter ones.
    package var missingLetters: Int
    /// So many missing words that are shorter count as well.
    package var missingShortWords: Int

    package init(
        wrongWords: Double = 0.15,
        leastWrongWords: Int = 3,
        missingLetters: Int = 4,
        missingShortWords: Int = 3
    ) {
        self.wrongWords = wrongWords
        self.leastWrongWords = leastWrongWords
        self.missingLetters = missingLetters
        self.missingShortWords = missingShortWords
    }
}
