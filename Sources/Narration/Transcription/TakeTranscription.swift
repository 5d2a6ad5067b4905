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

    /// The transcript of a take, compared with its text.
    ///
    /// Words that are missed at first count as missing only when a more thorough pass misses them, too.
    /// - Parameters:
    ///   - recording: The take's file.
    ///   - text: What it is meant to say.
    ///   - language: A BCP 47 tag.
    ///   - priority: Which take goes first.
    ///   - known: Called when its turn has come, which may be hours later: a transcript that was made meanwhile. Throws when
    ///     none is wanted any more.
    /// - Returns: The transcript with its alignment.
    /// - Throws: What the transcriber or `known` throws.
    func transcript(
        of recording: URL,
        saying text: String,
        language: String?,
        priority: WorkPriority,
        known: () async throws -> TakeTranscript?
    ) async throws -> TakeTranscript {
        try await places.withPlace(priority) {
            if let transcript = try await known() { return transcript }
            let first = try await transcript(of: recording, saying: text, language: language, isThorough: false)
            if gate.matches(first, saying: text) { return first }
            return try await transcript(of: recording, saying: text, language: language, isThorough: true)
        }
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
