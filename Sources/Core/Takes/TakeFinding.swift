/// One thing that is wrong with a take.
package struct TakeFinding: Sendable, Hashable, Codable {
    /// What can be wrong; the raw values are stable.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// More speech than the text explains.
        case tooLong
        /// Less speech than the text needs.
        case tooShort
        case longLead
        case longTail
        case longPause
        case tooQuiet
        case tooLoud
        case clipped
        /// A constant voltage under the sound.
        case offset
        /// Sound without pitch where there should be speech, or below it.
        case noise
        /// A sound that does not change.
        case tone
        /// The same stretch twice.
        case repeated
        /// It ends in the middle of a sound.
        case cutOff
        /// Other words than those of the text.
        case wrongWords
        /// Words of the text that are not heard.
        case missingWords
    }

    package var kind: Kind
    package var measured: Double
    /// The bound that it passes, in the unit of what was measured.
    package var limit: Double
    /// How far it passes the bound: 1 at the bound, 2 where it is twice as bad.
    package var severity: Double
    /// Where in the take, in seconds; nil where it has no place.
    package var at: Double?

    package init(_ kind: Kind, measured: Double, limit: Double, severity: Double, at: Double? = nil) {
        self.kind = kind
        self.measured = measured
        self.limit = limit
        self.severity = severity
        self.at = at
    }
}
