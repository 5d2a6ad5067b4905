internal import Foundation
internal import QueueStore
internal import Speech

/// The folder that holds queue, takes and logs.
package struct HomeFolder: Sendable {
    package let url: URL

    /// The queue.
    package var database: URL { url.appending(path: "queue.sqlite") }

    /// Whether there is a queue, or was one: where there are backups, a queue that is gone is an error and not none yet.
    package var hasQueue: Bool {
        FileManager.default.fileExists(atPath: database.path) || !StoreBackups(of: database).all().isEmpty
    }

    package var takes: URL { url.appending(path: "takes", directoryHint: .isDirectory) }

    /// What belongs to the sidecar that goes on between commands.
    package var keptSidecar: URL { url.appending(path: "sidecar", directoryHint: .isDirectory) }

    /// What sidecars print on standard error.
    package var sidecarLog: URL { url.appending(path: "logs/sidecar.log") }

    package static func platformDefault(_ context: CommandContext) -> URL {
        let user = context.environment["HOME"].map { URL(fileURLWithPath: $0, isDirectory: true) }
        let base = user ?? FileManager.default.homeDirectoryForCurrentUser
        #if os(macOS)
        return base.appending(path: "Library/Application Support/qwen-batch", directoryHint: .isDirectory)
        #else
        if let data = context.environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return URL(fileURLWithPath: data, isDirectory: true).appending(path: "qwen-batch")
        }
        return base.appending(path: ".local/share/qwen-batch", directoryHint: .isDirectory)
        #endif
    }
}

extension HomeFolder {
    /// What keeps a sidecar between commands.
    package func sidecarKeeper(_ context: CommandContext) -> SidecarKeeper {
        SidecarKeeper(
            files: KeptSidecarFiles(folder: keptSidecar, log: sidecarLog),
            environment: context.environment,
            now: context.now
        )
    }
}
