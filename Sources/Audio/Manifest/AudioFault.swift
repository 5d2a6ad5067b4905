/// Something that a check of finished audio found.
package struct AudioFault: Sendable, Hashable {
    /// How much it matters.
    package enum Weight: String, Sendable, Hashable {
        /// What was looked at and is good.
        case good
        /// What could not be looked at, or is other than it was without harm.
        case note
        /// What is not as it was written.
        case fault
    }

    package let weight: Weight
    package let message: String

    package init(_ weight: Weight, _ message: String) {
        self.weight = weight
        self.message = message
    }
}
