internal import Core

/// Keeps the best of the takes of a segment that all have something wrong.
final class TakeCandidates {
    /// A take, what was asked for to get it, and at which try it was made, counted from 1.
    struct Candidate {
        var result: TakeMaker.Result
        let script: TakeScript
        let attempt: Int

        var take: NewTake { result.take }
        var badness: Double { take.review?.badness ?? 0 }
    }

    private(set) var best: Candidate?

    /// Takes note of a take.
    ///
    /// - Parameters:
    ///   - new: The take.
    ///   - listen: Listens to a take as closely as can be: what is not known of one makes it no better than another.
    /// - Returns: The worse one of two, which is out of the running; nil for the first.
    /// - Throws: What `listen` throws.
    func add(_ new: Candidate, listen: (Candidate) async throws -> Candidate) async rethrows -> Candidate? {
        guard let current = best else {
            best = new
            return nil
        }
        let old = try await listen(current)
        best = old
        let new = try await listen(new)
        guard new.badness < old.badness else { return new }
        best = new
        return old
    }
}
