package import BatchCore
package import SoundFiles

/// How takes are checked before they are accepted.
package struct TakeChecks: Sendable, Hashable {
    package var verification: Verification
    package var limits: TakeLimits

    package init(verification: Verification = .acoustic, limits: TakeLimits = TakeLimits()) {
        self.verification = verification
        self.limits = limits
    }
}
