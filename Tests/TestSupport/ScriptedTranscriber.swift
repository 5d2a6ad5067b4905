internal import Core
package import Foundation
internal import NIOConcurrencyHelpers

/// A transcriber whose answers a test scripts; how it was asked is remembered.
package final class ScriptedTranscriber: SpeechTranscriber {
    package let model = "scripted-transcriber"
    package let languages: [String]?
    package let maxConcurrency: Int
    private let answer: @Sendable (URL, Bool) async throws -> String
    private let asked = NIOLockedValueBox<[Bool]>([])

    package init(
        languages: [String]? = ["en"],
        maxConcurrency: Int = 2,
        answer: @escaping @Sendable (_ recording: URL, _ isThorough: Bool) async throws -> String
    ) {
        self.languages = languages
        self.maxConcurrency = maxConcurrency
        self.answer = answer
    }

    /// Whether each request so far was a thorough one, in the order in which they came.
    package var requests: [Bool] { asked.withLockedValue { $0 } }

    package func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        asked.withLockedValue { $0.append(isThorough) }
        return try await answer(recording, isThorough)
    }
}
