/// From where on a take does not say its text.
///
/// Chosen with Whisper tiny.en on a novel: it is wrong about one word in fifty of good takes, and hardly ever about one in
/// ten; with another sentence in place of one of three the rate is above 0.2.
package struct TranscriptLimits: Sendable, Hashable {
    /// The word error rate from which on something else is said.
    package var wrongWords: Double
    /// So many words have to be wrong for it, so that one that is misheard does not condemn a short text.
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
