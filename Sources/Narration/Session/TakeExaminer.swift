internal import Audio
internal import Core
internal import NIOConcurrencyHelpers
internal import Quality

/// Judges takes, and learns from good ones how fast each voice speaks.
package final class TakeExaminer: Sendable {
    let verification: Verification
    private let judge: TakeJudge
    private let transcriptJudge: TranscriptJudge
    private let habits = NIOLockedValueBox<[SpeechRequest: VoiceHabits]>([:])

    package init(_ checks: TakeChecks) {
        verification = checks.verification
        judge = TakeJudge(limits: checks.limits)
        transcriptJudge = TranscriptJudge(limits: checks.transcriptLimits)
    }

    /// Whether takes are measured in full.
    var isThorough: Bool { verification != .off }

    /// Seconds of speech past which the answer to a request is a runaway; nil while the voice's pace is unknown.
    func longestSpeech(for request: SpeechRequest) -> Double? {
        isThorough ? judge.longestSpeech(expected: expected(request)) : nil
    }

    /// What is to be said of a take that was measured, and of what was heard in it, if anybody listened before.
    func review(
        _ measures: TakeMeasures,
        of request: SpeechRequest,
        heard transcript: TakeTranscript? = nil
    ) -> TakeReview? {
        guard isThorough else { return nil }
        var measures = measures
        habits.withLockedValue { $0[Self.manner(of: request)] }?.predict(for: request.text, in: &measures)
        var review = TakeReview(measures: measures, transcript: transcript, findings: judge.findings(measures))
        if let transcript { review.add(transcriptJudge.findings(transcript, text: request.text)) }
        return review
    }

    /// Learns from a take that is good.
    func learn(from review: TakeReview, of request: SpeechRequest) {
        habits.withLockedValue { habits in
            habits[Self.manner(of: request), default: VoiceHabits()]
                .note(review.measures, of: request.text)
        }
    }

    private func expected(_ request: SpeechRequest) -> Double? {
        habits.withLockedValue { $0[Self.manner(of: request)]?.seconds(for: request.text) }
    }

    /// All that a pace depends on: a request without its text and seed.
    private static func manner(of request: SpeechRequest) -> SpeechRequest {
        var manner = request
        manner.text = ""
        manner.seed = 0
        return manner
    }
}
