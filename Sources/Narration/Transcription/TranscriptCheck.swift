internal import Core
internal import Foundation
internal import Quality

/// Has takes written down, and compares that with their text.
struct TranscriptCheck: Sendable {
    private let transcriber: any SpeechTranscriber
    private let judge: TranscriptJudge
    private let gate: PrioritySemaphore

    init(_ transcriber: any SpeechTranscriber, limits: TranscriptLimits) {
        self.transcriber = transcriber
        judge = TranscriptJudge(limits: limits)
        gate = PrioritySemaphore(places: transcriber.maxConcurrency)
    }

    /// The transcript of a take and what is wrong with it.
    ///
    /// What is not heard at first is believed only when it is not heard by a closer listen either.
    /// - Parameters:
    ///   - recording: The take's file.
    ///   - text: What it is meant to say.
    ///   - language: A BCP 47 tag.
    /// - Returns: The transcript, and the findings, none where the text is heard.
    /// - Throws: What the transcriber throws.
    func review(_ recording: URL, text: String, language: String?) async throws -> (TakeTranscript, [TakeFinding]) {
        try await gate.withPlace {
            try Task.checkCancellation()
            let comparison = TranscriptComparison(language: language)
            var result: (TakeTranscript, [TakeFinding])?
            for isThorough in [false, true] {
                let heard = try await transcriber.transcript(
                    of: recording,
                    language: language,
                    isThorough: isThorough
                )
                let transcript = comparison.compare(text: text, heard: heard, model: transcriber.model)
                let findings = judge.findings(transcript, text: text)
                if findings.isEmpty { return (transcript, []) }
                result = (transcript, findings)
            }
            guard let result else { preconditionFailure("a take is listened to at least once") }
            return result
        }
    }

    /// Whether it can listen to this language.
    func knows(_ language: String?) -> Bool { transcriber.knows(language) }
}
