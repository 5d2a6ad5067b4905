internal import Core
internal import Foundation
internal import QueueStore

/// Puts a backup in the place of a queue that is damaged or gone, and of no other.
package struct QueueRestoration {
    package let home: HomeFolder
    package let now: @Sendable () -> Date

    /// - Returns: A sentence on what was done.
    /// - Throws: `store.wrongState` when the queue is sound, `store.corrupt` when there is no sound backup, `store.locked` when
    ///   a run still has it open, and whatever else keeps the queue from being looked at.
    package func restore() async throws -> String {
        let isThere = FileManager.default.fileExists(atPath: home.database.path)
        if isThere, try await isSound() {
            throw BatchError(
                .storeWrongState,
                "The queue \(home.database.path) is sound; a backup would only take away what came after it.",
                remedy: "Nothing to do. To go back all the same, move the queue away first."
            )
        }
        let backups = StoreBackups(of: home.database)
        guard let backup = backups.newestSound() else {
            throw BatchError(
                .storeCorrupt,
                "There is no sound backup in \(backups.folder.path).",
                remedy: "Move the queue \(home.database.path) away to begin with an empty one."
            )
        }
        let aside = try await backups.restore(backup, at: now())
        let moved = aside.map { " What was there is in \($0.path)." } ?? ""
        return "The queue is that of \(backup.madeAt.formatted(.iso8601)) again.\(moved) "
            + "Enqueue again what was enqueued since then; what is there already is not added twice."
    }

    private func isSound() async throws -> Bool {
        do {
            return try await JobStore(at: home.database).integrityProblems().isEmpty
        } catch let error as BatchError where error.code == .storeCorrupt {
            return false
        }
    }
}
