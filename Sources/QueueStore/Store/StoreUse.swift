internal import Core
internal import Foundation
internal import LocalSystem

/// Who uses a queue: any number of processes at a time, or the one that puts a backup in its place.
struct StoreUse: Sendable {
    /// The queue's file.
    let queue: URL

    private var lock: URL { queue.deletingLastPathComponent().appending(path: "queue.lock") }

    /// How long a restoration waits for commands that are short.
    private static let patience = Duration.seconds(5)

    /// Keeps the queue from being replaced for as long as the share lasts.
    ///
    /// - Returns: nil where no lock can be made, in a folder where nothing can be replaced either.
    /// - Throws: `store.locked` while a backup is put in its place.
    func share() throws -> FileLock.Share? {
        let share: FileLock.Share?
        do {
            share = try FileLock.share(at: lock)
        } catch {
            return nil
        }
        if let share { return share }
        throw BatchError(
            .storeLocked,
            "A backup is being put in the place of the queue \(queue.path).",
            remedy: "Wait a moment and try again."
        )
    }

    /// Does something while nobody else has the queue open.
    ///
    /// - Throws: `store.locked` when somebody has, and what `body` throws.
    func alone<Value>(_ body: () throws -> Value) async throws -> Value {
        guard let value = try await FileLock.withLock(at: lock, patience: Self.patience, body) else {
            throw BatchError(
                .storeLocked,
                "A run or another command has the queue \(queue.path) open, and would go on with what is replaced.",
                remedy: "Stop it, then try again; `fuser \(lock.path)` names it."
            )
        }
        return value
    }
}
