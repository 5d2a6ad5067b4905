internal import BatchCore

/// Keeps the best of the takes of a segment that all have something wrong.
final class TakeCandidates {
    /// A take, and at which try it was made, counted from 1.
    struct Candidate {
        var take: NewTake
        var attempt: Int
        var standing: TakeStanding

        var badness: Double { take.review?.badness ?? 0 }
    }

    private(set) var best: Candidate?

    /// Takes note of a take.
    ///
    /// - Returns: The worse one of two, which is out of the running; nil for the first.
    func add(_ result: TakeMaker.Result, attempt: Int) -> Candidate? {
        let new = Candidate(take: result.take, attempt: attempt, standing: result.standing)
        guard let current = best else {
            best = new
            return nil
        }
        guard new.badness < current.badness else { return new }
        best = new
        return current
    }
}
