/// What the store knows of a take that a segment may get.
package enum TakeRowState: Sendable, Hashable {
    /// It was made for the segment, and has no row yet.
    case new
    /// It was made for the segment, and was entered and counted when it was kept.
    case kept
    /// It was there before; its row is found by its key.
    case known
}
