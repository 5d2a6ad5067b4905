internal import Documents
package import Foundation
internal import LocalSystem
package import QueueStore
internal import Speech

/// What the application takes from the outside, and the folder that holds its data; every service begins with one.
package struct Workspace: Sendable {
    package let home: HomeFolder
    package let environment: [String: String]
    package let workingDirectory: URL
    /// The running program, beside which the sidecar is looked for.
    package let executable: URL
    package let standardInput: @Sendable () throws -> Data
    package let now: @Sendable () -> Date
    package let timeZone: TimeZone

    /// - Parameters:
    ///   - home: The folder that was asked for; nil takes `$QWEN_BATCH_HOME`, else the platform's folder for a program's data.
    ///   - environment: The environment variables.
    ///   - workingDirectory: What relative paths are relative to.
    ///   - executable: The running program.
    ///   - standardInput: Reads the source that is named `-`.
    ///   - now: The clock.
    ///   - timeZone: The one in which times of the day are meant.
    package init(
        home: String? = nil,
        environment: [String: String],
        workingDirectory: URL,
        executable: URL,
        standardInput: @escaping @Sendable () throws -> Data = { Data() },
        now: @escaping @Sendable () -> Date = { Date() },
        timeZone: TimeZone = .current
    ) {
        let named = environment["QWEN_BATCH_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = (home ?? named).map { Self.url($0, relativeTo: workingDirectory, environment) }
        self.home = HomeFolder(url: folder ?? HomeFolder.platformDefault(environment))
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.executable = executable
        self.standardInput = standardInput
        self.now = now
        self.timeZone = timeZone
    }

    /// More than this is not read of a source, in bytes.
    package static var largestSource: Int { SourceReader.largestSource }

    /// An absolute URL for a path as it was typed.
    package func url(_ path: String) -> URL { Self.url(path, relativeTo: workingDirectory, environment) }

    private static func url(_ path: String, relativeTo folder: URL, _ environment: [String: String]) -> URL {
        let expanded = path.hasPrefix("~/") ? (environment["HOME"] ?? "~") + path.dropFirst() : path
        return URL(fileURLWithPath: expanded, relativeTo: folder).standardizedFileURL
    }
}

extension Workspace {
    /// The queue, after the runs that were killed were ended, so that it shows what is true.
    ///
    /// - Parameters:
    ///   - timeout: Seconds to wait for another process that writes; a person waits less long than a night.
    ///   - isForChanges: Whether it has to be sound: what is damaged is to be repaired, not changed.
    ///   - onLongWait: Is called when another process keeps it waiting for more than some seconds.
    /// - Returns: The queue.
    /// - Throws: `BatchError` where it cannot be opened.
    package func openQueue(
        timeout: TimeInterval = 10,
        isForChanges: Bool = false,
        onLongWait: @escaping @Sendable () -> Void = {}
    ) async throws -> JobStore {
        let store = try store(timeout: timeout, onLongWait: onLongWait)
        if isForChanges { try await store.requireSound() }
        // Whoever may only read sees the run as it was recorded last.
        _ = try? await store.endDeadRuns()
        return store
    }

    /// The queue as it is, with the runs that were killed as if they were not.
    func store(timeout: TimeInterval = 10, onLongWait: @escaping @Sendable () -> Void = {}) throws -> JobStore {
        try JobStore(at: home.database, busyTimeout: timeout, onLongWait: onLongWait, clock: now)
    }

    /// What keeps a sidecar between commands.
    var sidecarKeeper: SidecarKeeper {
        SidecarKeeper(
            files: KeptSidecarFiles(folder: home.keptSidecar, log: home.sidecarLog),
            environment: environment,
            now: now
        )
    }
}

/// The folder that holds queue, takes and logs.
package struct HomeFolder: Sendable, Hashable {
    package let url: URL

    package init(url: URL) {
        self.url = url
    }

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

    /// The platform's folder for a program's data.
    fileprivate static func platformDefault(_ environment: [String: String]) -> URL {
        let user = environment["HOME"].map { URL(fileURLWithPath: $0, isDirectory: true) }
        let base = user ?? FileManager.default.homeDirectoryForCurrentUser
        #if os(macOS)
        return base.appending(path: "Library/Application Support/qwen-batch", directoryHint: .isDirectory)
        #else
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return URL(fileURLWithPath: data, isDirectory: true).appending(path: "qwen-batch")
        }
        return base.appending(path: ".local/share/qwen-batch", directoryHint: .isDirectory)
        #endif
    }
}
