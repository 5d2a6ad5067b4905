internal import Core
internal import Foundation

/// A transcriber that lasts though the sidecar behind it may be started again.
struct LastingTranscriber: SpeechTranscriber {
    /// The first one; those after it are of the same program.
    let first: any SpeechTranscriber
    let ears: Ears

    var model: String { first.model }
    var languages: [String]? { first.languages }
    var maxConcurrency: Int { first.maxConcurrency }

    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        try await ears.transcript(of: recording, language: language, isThorough: isThorough)
    }
}
