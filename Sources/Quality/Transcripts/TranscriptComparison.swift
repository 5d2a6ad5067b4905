package import Core
internal import TextKit

/// Compares what a recogniser heard in a take with the take's text, word by word.
///
/// Spelling, case, punctuation, numbers in digits or words and the places where words are joined make no difference, and
/// words that only sound alike make little.
package struct TranscriptComparison: Sendable {
    private let isEnglish: Bool

    /// Compares texts of one language.
    ///
    /// - Parameter language: A BCP 47 tag or a name; for anything but English only what all languages share is normalised,
    ///   and numbers are left out.
    package init(language: String?) {
        isEnglish = language.flatMap(LanguageTag.primary) == "en"
    }

    /// What a recogniser heard, and how it differs from the text.
    ///
    /// - Parameters:
    ///   - text: What the take is meant to say.
    ///   - heard: What was recognised.
    ///   - model: What recognised it; only carried along.
    /// - Returns: What was heard as it was heard, with the differences and the place of each word; words that only sound
    ///   alike are none.
    package func compare(text: String, heard: String, model: String) -> TakeTranscript {
        let wanted = WordScanner(isEnglish: isEnglish).items(of: text)
        let recognised = WordScanner(isEnglish: isEnglish).items(of: RecogniserNoise(text: text).blanked(in: heard))
        let resolution = ReadingResolution(wanted, recognised)
        let alignment = WordAlignment(
            WordSequence(resolution.text, isEnglish: isEnglish),
            WordSequence(resolution.heard, isEnglish: isEnglish)
        )
        let differences = WordDifferences(alignment)
        return TakeTranscript(
            text: heard,
            model: model,
            wordErrorRate: differences.errorRate,
            missing: differences.missing,
            added: differences.added,
            alignment: differences.aligned
        )
    }
}
