internal import Core
internal import QueueStore

/// Keeps the best of the takes of a segment that all have something wrong.
final class TakeCandidates {
    /// A take, what was asked for to get it, and at which try it was made, counted from 1.
    struct Candidate {
        var result: TakePipeline.JudgedTake
        let plan: SynthesisPlan
        let attempt: Int

        var take: NewTake { result.take }
        var badness: Double { take.review?.badness ?? 0 }
    }

    private(set) var best: Candidate?

    /// Takes note of a take.
    ///
    /// - Parameters:
    ///   - new: The take.
    ///   - transcribe: Transcribes a take: what is not known of one makes it no better than another.
    /// - Returns: The worse one of two, which is out of the running; nil for the first.
    /// - Throws: What `transcribe` throws.
    func add(_ new: Candidate, transcribe: (Candidate) async throws -> Candidate) async rethrows -> Candidate? {
        guard let current = best else {
            best = new
            return nil
        }
        let old = try await transcribe(current)
        best = old
        let new = try await transcribe(new)
        guard new.badness < old.badness else { return new }
        best = new
        return old
    }
}

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
