internal import Core
internal import Foundation
internal import LocalSystem
internal import Quality

/// Has takes transcribed, and compares the transcripts with their text.
struct TakeTranscription: Sendable {
    private let transcriber: any SpeechTranscriber
    private let gate: TakeQualityGate
    private let places: PrioritySemaphore

    init(_ transcriber: any SpeechTranscriber, gate: TakeQualityGate) {
        self.transcriber = transcriber
        self.gate = gate
        places = PrioritySemaphore(places: transcriber.maxConcurrency)
    }

    /// Does something when its turn has come, which may be hours later.
    func inTurn<Value>(_ priority: WorkPriority, _ body: () async throws -> Value) async rethrows -> Value {
        try await places.withPlace(priority, body)
    }

    /// The transcript of a take, compared with its text.
    ///
    /// Words that are missed at first count as missing only when a more thorough pass misses them, too.
    /// - Parameters:
    ///   - recording: The take's file.
    ///   - text: What it is meant to say.
    ///   - language: A BCP 47 tag.
    /// - Returns: The transcript with its alignment.
    /// - Throws: What the transcriber throws.
    func transcript(of recording: URL, saying text: String, language: String?) async throws -> TakeTranscript {
        let first = try await transcript(of: recording, saying: text, language: language, isThorough: false)
        if gate.matches(first, saying: text) { return first }
        return try await transcript(of: recording, saying: text, language: language, isThorough: true)
    }

    private func transcript(
        of recording: URL,
        saying text: String,
        language: String?,
        isThorough: Bool
    ) async throws -> TakeTranscript {
        try Task.checkCancellation()
        let heard = try await transcriber.transcript(of: recording, language: language, isThorough: isThorough)
        let model = transcriber.model
        return try await BlockingWork.run {
            TranscriptComparison(language: language).compare(text: text, heard: heard, model: model)
        }
    }

    /// Whether the transcriber knows this language.
    func knows(_ language: String?) -> Bool { transcriber.knows(language) }
}
