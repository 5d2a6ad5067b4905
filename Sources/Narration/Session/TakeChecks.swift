package import Audio
package import Core
package import Quality

/// How takes are checked before they are accepted.
package struct TakeChecks: Sendable, Hashable {
    package var verification: Verification
    package var limits: TakeLimits
    package var transcriptLimits: TranscriptLimits

    package init(
        verification: Verification = .acoustic,
        limits: TakeLimits = TakeLimits(),
        transcriptLimits: TranscriptLimits = TranscriptLimits()
    ) {
        self.verification = verification
        self.limits = limits
        self.transcriptLimits = transcriptLimits
    }
}
