internal import BatchCore

/// Keeps the best of the takes of a segment that all have something wrong.
final class TakeCandidates {
    private(set) var best: NewTake?

    /// Takes note of a take.
    ///
    /// - Returns: The worse one of two, which is out of the running; nil for the first.
    func add(_ take: NewTake) -> NewTake? {
        guard let current = best else {
            best = take
            return nil
        }
        guard badness(of: take) < badness(of: current) else { return take }
        best = take
        return current
    }

    private func badness(of take: NewTake) -> Double { take.review?.badness ?? 0 }
}
