package import Core
internal import QueueStore

/// Cancels, retries and removes jobs of a queue.
package struct QueueEditor: Sendable {
    private let store: JobStore
    private let takes: TakeFiles

    /// Opens the queue.
    ///
    /// - Throws: `BatchError` where it cannot be opened, or is damaged.
    package init(_ workspace: Workspace) async throws {
        store = try await workspace.openQueue(isForChanges: true)
        takes = TakeFiles(folder: workspace.home.takes)
    }

    /// Takes a waiting or running job out of the work; a run drops it within seconds.
    ///
    /// - Throws: `BatchError` with `store.noSuchJob`, or `store.wrongState` when the job has ended.
    package func cancel(_ id: Job.ID) async throws -> Job { try await store.cancel(id) }

    /// Puts a failed, blocked or cancelled job back into the queue; what was narrated well is kept.
    ///
    /// - Throws: `BatchError` with `store.noSuchJob`, or `store.wrongState` when the job is waiting, running or completed.
    package func retry(_ id: Job.ID) async throws -> Job { try await store.retry(id) }

    /// Deletes a job that is not running, with the takes that no other job uses; its finished files stay.
    ///
    /// - Returns: How many takes were deleted.
    /// - Throws: `BatchError` with `store.noSuchJob`, or `store.wrongState` when the job is running.
    package func remove(_ id: Job.ID) async throws -> Int {
        let files = try await store.remove(id)
        takes.remove(files)
        return files.count
    }
}
