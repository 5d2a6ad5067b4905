package import Core

/// Picks the takes that are worth hearing.
package enum EvidenceChoice {
    /// Players on one page; more make it slow to load and too large to send.
    package static let players = 60

    /// The flagged takes of some jobs, the worst first.
    ///
    /// - Parameters:
    ///   - details: The jobs.
    ///   - limit: The most takes.
    /// - Returns: At most `limit` takes, each once.
    package static func takes(of details: [JobDetailReport], limit: Int = players) -> [Take] {
        var seen: Set<Take.ID> = []
        let flagged = details.flatMap(\.places).filter(\.isFlagged).compactMap(\.winner)
        let takes = flagged.filter { seen.insert($0.id).inserted }
        return Array(takes.sorted { badness($0) > badness($1) }.prefix(limit))
    }

    private static func badness(_ take: Take) -> Double { take.recording.review?.badness ?? 0 }
}
