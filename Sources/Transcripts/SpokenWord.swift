/// A word as it is compared.
struct SpokenWord: Sendable, Hashable {
    /// As it is shown when it is missing.
    var written: String
    /// Lower case, without accents; apostrophes kept.
    var word: String
    /// Whether it is a number in digits that may match whatever stands in its place.
    var isOpaqueNumber = false
}
