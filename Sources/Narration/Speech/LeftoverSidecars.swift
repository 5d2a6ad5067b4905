internal import Core
internal import LocalSystem
internal import Logging
internal import QueueStore

/// Sidecars that hung when their run was killed, so that they did not end with it; they hold memory, a port or a GPU.
package struct LeftoverSidecars {
    package let store: JobStore

    /// Kills them; processes that only have the same id by now are left alone.
    ///
    /// - Returns: Those that were ended.
    /// - Throws: `BatchError` of the store.
    @discardableResult package func end(_ logger: Logger) async throws -> [LeftoverSidecar] {
        var ended: [LeftoverSidecar] = []
        for leftover in try await store.leftoverSidecars() {
            leftover.process.endOrphans(of: leftover.program)
            guard await leftover.process.endGroup(grace: .zero) else {
                logger.warning("Sidecar of a killed run does not end", metadata: ["pid": "\(leftover.process.pid)"])
                continue
            }
            try await store.end(leftover, ending: "outlived its run, ended by a later command")
            logger.notice("Sidecar of a killed run ended", metadata: ["pid": "\(leftover.process.pid)"])
            ended.append(leftover)
        }
        return ended
    }
}
