/// How closely takes are listened to before they are accepted.
package enum Verification: String, Sendable, Hashable, Codable, CaseIterable {
    /// Only what cannot be played is refused.
    case off
    /// Measured: its length, levels, silences, and what is no speech.
    case acoustic
    /// Measured, and recognised and compared with the text.
    case transcript
}
