package import Foundation

/// Writes down what is said in a recording.
package protocol SpeechTranscriber: Sendable {
    /// The name of the model.
    var model: String { get }
    /// The languages that it knows, as BCP 47 tags; nil for any.
    var languages: [String]? { get }
    /// How many recordings it works on at the same time.
    var maxConcurrency: Int { get }

    /// Writes down what is said in a recording.
    ///
    /// - Parameters:
    ///   - recording: A sound file.
    ///   - language: A BCP 47 tag; nil to detect it.
    ///   - isThorough: Whether to search more widely, for a second opinion.
    /// - Returns: The words, with the model's punctuation.
    /// - Throws: `BatchError` with a `transcript.…` or `sidecar.…` code; `CancellationError` when the task is cancelled.
    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String
}

extension SpeechTranscriber {
    /// Whether it knows a language, in whatever region.
    package func knows(_ language: String?) -> Bool {
        guard let languages else { return true }
        guard let wanted = language.flatMap(LanguageTag.primary) else { return false }
        return languages.contains { LanguageTag.primary($0) == wanted }
    }
}
