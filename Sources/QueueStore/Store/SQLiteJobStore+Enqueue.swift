package import Core
internal import Foundation
internal import GRDB

extension SQLiteJobStore {
    package func enqueue(_ jobs: [NewJob], allowingDuplicates: Bool) async throws -> [EnqueueOutcome] {
        for job in jobs where job.chapters.allSatisfy({ $0.segments.isEmpty }) {
            throw BatchError(
                .inputEmpty,
                "\(job.source) has no text to speak.",
                remedy: "Check that it is the right file, and that its text is not only markup.",
                details: ["source": job.source]
            )
        }
        let now = now
        return try await write { db in
            var writer = try JobWriter(db, now: now)
            return try jobs.map { try writer.enqueue($0, allowingDuplicates: allowingDuplicates) }
        }
    }
}
