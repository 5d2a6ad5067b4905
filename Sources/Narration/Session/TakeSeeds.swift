internal import Core

/// Which take of a segment comes next, and with it the seed.
///
/// Bad audio comes again with the same seed, so the next take has another. What never became audio says nothing about the
/// seed: it is asked for once more, so that trouble that passes leaves the book as it would have been.
struct TakeSeeds: Sendable {
    /// 0 for the first seed.
    private(set) var take = 0
    private var lost = 0

    mutating func note(_ failure: ErrorCode) {
        let isLost = failure == .synthesisFailed || failure == .synthesisTimeout
        lost = isLost ? lost + 1 : 0
        guard !isLost || lost > 1 else { return }
        take += 1
        lost = 0
    }
}
