/// What a take speaks, and what it was made with.
package struct TakeOrigin: Sendable, Hashable {
    /// The 1-based place of its segment in the book.
    package let segment: Int
    /// The hash of everything that shaped it.
    package let key: String
    package let seed: Int

    package init(segment: Int, key: String, seed: Int) {
        self.segment = segment
        self.key = key
        self.seed = seed
    }
}
