package import Core
internal import NIOConcurrencyHelpers

/// Says of every take whether it is good, flawed or unusable; the only place that does.
///
/// It learns from good takes how fast each voice speaks, and how much silence it leaves at the end.
package final class TakeQualityGate: Sendable {
    /// What is known of a take when it is judged.
    package struct Evidence: Sendable {
        /// What was asked for.
        package var request: SpeechRequest
        /// The length of its audio in seconds.
        package var audioSeconds: Double
        /// What was measured of it; nil when there is no speech in it.
        package var measures: TakeMeasures?
        /// What was heard in it; nil when it was not transcribed.
        package var transcript: TakeTranscript?
        /// Whether the pace that was expected when it was measured counts, and not what is known of the voice by now.
        package var keepsExpectation = false

        package init(
            request: SpeechRequest,
            audioSeconds: Double,
            measures: TakeMeasures?,
            transcript: TakeTranscript? = nil
        ) {
            self.request = request
            self.audioSeconds = audioSeconds
            self.measures = measures
            self.transcript = transcript
        }
    }

    package enum Verdict: Sendable, Hashable {
        /// It may become part of the book; nil where takes are not measured in full.
        case good(TakeReview?)
        /// Something is wrong with it; it is used, and its place is flagged, when no better one can be had.
        case flawed(TakeReview)
        /// It is no speech of its text at all.
        case unusable(BatchError)
    }

    /// The slowest speech that is believed, in characters a second, and what is allowed on top, in seconds.
    ///
    /// English is read at about 15 characters a second; a third of that at half speed is slower than any narrator.
    private static let slowestPace = 2.5
    private static let lengthAllowance = 10.0
    /// The silence that is allowed around and in speech whose length is known, in seconds.
    private static let silenceAllowance = 5.0
    /// The fastest speech that is believed at speed 1, in letters a second: four times a narrator's pace.
    private static let fastestPace = 60.0
    /// Texts with fewer letters may be a sigh.
    private static let tellingLetters = 20
    /// The share of samples at full scale from which on a take is noise; speech, however loud, touches it now and then.
    private static let mostFullScale = 0.1

    private let verification: Verification
    private let acoustics: AcousticJudge
    private let transcripts: TranscriptJudge
    private let voices = NIOLockedValueBox<[SpeechRequest: VoiceStatistics]>([:])

    package init(
        _ verification: Verification,
        limits: TakeLimits = TakeLimits(),
        transcriptLimits: TranscriptLimits = TranscriptLimits()
    ) {
        self.verification = verification
        acoustics = AcousticJudge(limits: limits)
        transcripts = TranscriptJudge(limits: transcriptLimits)
    }

    /// Whether takes are measured in full.
    package var isThorough: Bool { verification != .off }

    /// Judges a take by what is known of it, and by today's limits.
    package func verdict(of evidence: Evidence) -> Verdict {
        let request = evidence.request
        guard let measures = evidence.measures else { return .unusable(TakeRefusal.silent(request)) }
        guard measures.clipped <= Self.mostFullScale else { return .unusable(TakeRefusal.noise(request)) }
        guard evidence.audioSeconds >= Self.shortestAudio(of: request) else {
            return .unusable(TakeRefusal.tooShort(request, evidence.audioSeconds))
        }
        guard isThorough else { return .good(nil) }
        let review = review(measures, evidence)
        return review.isGood ? .good(review) : .flawed(review)
    }

    /// Whether the words of a text are heard; what a first transcript says otherwise is worth a second, closer one.
    package func matches(_ transcript: TakeTranscript, saying text: String) -> Bool {
        transcripts.findings(transcript, text: text).isEmpty
    }

    /// Why an answer that is still coming in is not worth waiting for any longer; nil while it is.
    ///
    /// - Parameters:
    ///   - seconds: The audio so far.
    ///   - request: What was asked for.
    ///   - usesPace: Whether what was learned of the voice counts, or only what no voice needs.
    /// - Returns: `synthesis.runaway`.
    package func runaway(after seconds: Double, of request: SpeechRequest, usesPace: Bool) -> BatchError? {
        let believable = Self.lengthAllowance + Double(request.text.count) / Self.slowestPace / request.speed
        let learned = usesPace && isThorough ? acoustics.longestSpeech(expected: expectedSeconds(request)) : nil
        let longest = learned.map { min(believable, $0 + Self.silenceAllowance) } ?? believable
        return seconds > longest ? TakeRefusal.runaway(request, seconds) : nil
    }

    /// Learns from a take that is good.
    package func learn(from review: TakeReview, of request: SpeechRequest) {
        voices.withLockedValue { voices in
            voices[Self.manner(of: request), default: VoiceStatistics()].note(review.measures, of: request.text)
        }
    }

    /// Why a take with something wrong was not accepted, or is flagged.
    package static func rejection(_ review: TakeReview) -> BatchError { TakeRefusal.flawed(review) }

    private func review(_ measures: TakeMeasures, _ evidence: Evidence) -> TakeReview {
        let request = evidence.request
        var measures = measures
        if !evidence.keepsExpectation {
            voices.withLockedValue { $0[Self.manner(of: request)] }?.predict(for: request.text, in: &measures)
        }
        let findings = acoustics.findings(measures)
        var review = TakeReview(measures: measures, transcript: evidence.transcript, findings: findings)
        if let heard = evidence.transcript { review.add(transcripts.findings(heard, text: request.text)) }
        return review
    }

    private func expectedSeconds(_ request: SpeechRequest) -> Double? {
        voices.withLockedValue { $0[Self.manner(of: request)]?.seconds(for: request.text) }
    }

    /// All that a pace depends on: a request without its text and seed.
    private static func manner(of request: SpeechRequest) -> SpeechRequest {
        var manner = request
        manner.text = ""
        manner.seed = 0
        return manner
    }

    /// Seconds of audio below which text was left out.
    private static func shortestAudio(of request: SpeechRequest) -> Double {
        let letters = request.text.count { $0.isLetter || $0.isNumber }
        return letters > tellingLetters ? Double(letters) / fastestPace / request.speed : 0
    }
}

/// The errors for takes that are not accepted.
enum TakeRefusal {
    static func tooShort(_ request: SpeechRequest, _ seconds: Double) -> BatchError {
        let heard = "\((seconds * 10).rounded() / 10) s of audio"
        return bad("The engine left text out: it answered \(request.text.count) characters with \(heard).")
    }

    static func silent(_ request: SpeechRequest) -> BatchError {
        bad("The engine answered \(request.text.count) characters with silence.")
    }

    static func noise(_ request: SpeechRequest) -> BatchError {
        bad("The engine answered \(request.text.count) characters with noise at full scale.")
    }

    static func runaway(_ request: SpeechRequest, _ seconds: Double) -> BatchError {
        BatchError(
            .synthesisRunaway,
            "The engine ran on to \(Int(seconds)) s for \(request.text.count) characters and was stopped.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    static func flawed(_ review: TakeReview) -> BatchError {
        let words = review.findings.contains { $0.kind == .wrongWords || $0.kind == .missingWords }
        return BatchError(
            words ? .synthesisMisread : .synthesisBadAudio,
            "The take \(review.findings.map(\.sentence).joined(separator: "; it "))" + ".",
            remedy: "It is made again; if none is good, the best is taken and the place is flagged in the report.",
            details: ["findings": review.findings.map(\.kind.rawValue).joined(separator: ",")]
        )
    }

    private static func bad(_ message: String) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            message,
            remedy: "Enqueue the job again with another --seed or voice, or change the text."
        )
    }
}
