internal import Core
internal import LocalSystem
package import Foundation
internal import QueueStore

/// Keeps a home folder in order: deletes what nothing needs, and puts backups back.
package struct UpkeepService: Sendable {
    /// What a run may just be making is younger than this, in seconds.
    private static let strayAge = 24.0 * 3600

    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// What was deleted.
    package struct Cleanup: Sendable, Hashable, Encodable {
        package let takes: Int
        /// Files among the takes that the queue does not know.
        package let strayFiles: Int
        package let bytes: Int
    }

    /// Deletes takes that no job uses, and stray files of more than a day among them.
    ///
    /// - Throws: `BatchError` of the queue.
    package func removeUnusedTakes() async throws -> Cleanup {
        let store = try await workspace.openQueue(isForChanges: true)
        let folder = TakeFiles(folder: workspace.home.takes)
        let unused = try await store.removeUnusedTakes()
        let known = try await store.takeFiles()
        let limit = workspace.now() - Self.strayAge
        return try await BlockingWork.run {
            let bytes = folder.remove(unused)
            let stray = folder.strayFiles(besides: known, before: limit)
            return Cleanup(takes: unused.count, strayFiles: stray.count, bytes: bytes + folder.remove(stray))
        }
    }

    /// A backup that is the queue again.
    package struct Restoration: Sendable, Hashable {
        package let madeAt: Date
        /// The folder with what stood in its place; nil when nothing did.
        package let aside: URL?
    }

    /// Puts the newest sound backup in the place of a queue that is damaged or gone, and of no other.
    ///
    /// - Throws: `store.wrongState` when the queue is sound, `store.corrupt` when there is no sound backup, `store.locked`
    ///   when a run still has it open, and whatever else keeps the queue from being looked at.
    package func restoreBackup() async throws -> Restoration {
        let queue = workspace.home.database
        if FileManager.default.fileExists(atPath: queue.path), try await isSound() {
            throw BatchError(
                .storeWrongState,
                "The queue \(queue.path) is sound; a backup would only take away what came after it.",
                remedy: "Nothing to do. To go back all the same, move the queue away first."
            )
        }
        let backups = StoreBackups(of: queue)
        guard let backup = try await BlockingWork.run({ backups.newestSound() }) else {
            throw BatchError(
                .storeCorrupt,
                "There is no sound backup in \(backups.folder.path).",
                remedy: "Move the queue \(queue.path) away to begin with an empty one."
            )
        }
        let aside = try await backups.restore(backup, at: workspace.now())
        return Restoration(madeAt: backup.madeAt, aside: aside)
    }

    private func isSound() async throws -> Bool {
        do {
            return try await workspace.store().integrityProblems().isEmpty
        } catch let error as BatchError where error.code == .storeCorrupt {
            return false
        }
    }
}
