/// A word as it is compared.
package struct SpokenWord: Sendable, Hashable {
    /// As it is shown when it is missing.
    package var written: String
    /// Lower case, without accents; apostrophes kept.
    package var word: String
    /// Whether it is a number in digits that may match whatever stands in its place.
    package var isOpaqueNumber = false
}
