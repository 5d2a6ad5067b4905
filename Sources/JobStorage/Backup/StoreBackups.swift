package import Foundation

/// The automatic backups of a queue, in the folder `backups` beside it.
package struct StoreBackups: Sendable {
    /// How many are kept.
    private static let kept = 8
    /// How far apart they are, in seconds.
    private static let interval: TimeInterval = 3600
    private static let partialSuffix = ".partial"

    /// The queue's file.
    package let queue: URL

    package init(of queue: URL) {
        self.queue = queue
    }

    package var folder: URL {
        queue.deletingLastPathComponent().appending(path: "backups", directoryHint: .isDirectory)
    }

    /// All that are there, newest first.
    package func all() -> [StoreBackup] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { StoreBackup(in: folder, name: $0) }.sorted { $0.madeAt > $1.madeAt }
    }

    /// Whether the newest one is not of the last hour; one of a future that a wrong clock told counts for nothing.
    func isDue(at now: Date) -> Bool {
        guard let newest = all().first else { return true }
        return abs(now.timeIntervalSince(newest.madeAt)) >= Self.interval
    }

    /// Makes one: `copy` writes to the place that it is given, and what it leaves there is synced and gets its name.
    ///
    /// - Throws: What `copy` throws, and errors of the file system; nothing new is there then.
    func add(at now: Date, copy: (URL) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        removeAbandoned()
        let backup = StoreBackup(in: folder, madeAt: now)
        let partial = folder.appending(path: ".\(UUID().uuidString)\(Self.partialSuffix)")
        defer { try? FileManager.default.removeItem(at: partial) }
        try copy(partial)
        try DurableFile.publish(partial, as: backup.file)
        for old in all().dropFirst(Self.kept) { try FileManager.default.removeItem(at: old.file) }
    }

    /// Puts a backup in the queue's place; what stood there is moved into a folder beside it, with its journal, which
    /// would otherwise be played back into the backup.
    ///
    /// - Returns: The folder that holds what stood there; nil when nothing did.
    /// - Throws: Errors of the file system; the queue is then the old one, the backup, or in that folder.
    package func restore(_ backup: StoreBackup, at now: Date) throws -> URL? {
        let manager = FileManager.default
        let partial = queue.deletingLastPathComponent().appending(path: ".\(UUID().uuidString)\(Self.partialSuffix)")
        defer { try? manager.removeItem(at: partial) }
        try manager.copyItem(at: backup.file, to: partial)
        let aside = queue.deletingLastPathComponent()
            .appending(path: "damaged-\(Int(now.timeIntervalSince1970))", directoryHint: .isDirectory)
        var hasMoved = false
        // The journal goes first: a queue without it may be damaged more, a backup with it surely is.
        for name in ["-journal", "-wal", "-shm", ""].map({ queue.lastPathComponent + $0 }) {
            let file = queue.deletingLastPathComponent().appending(path: name)
            guard manager.fileExists(atPath: file.path) else { continue }
            try manager.createDirectory(at: aside, withIntermediateDirectories: true)
            try manager.moveItem(at: file, to: aside.appending(path: name))
            hasMoved = true
        }
        try DurableFile.publish(partial, as: queue)
        return hasMoved ? aside : nil
    }

    /// Removes what a process left that was killed while it made a backup.
    private func removeAbandoned() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(".") && name.hasSuffix(Self.partialSuffix) {
            let file = folder.appending(path: name)
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            guard let changed = attributes?[.modificationDate] as? Date else { continue }
            // Another process may be making one right now.
            if abs(changed.timeIntervalSinceNow) > Self.interval { try? FileManager.default.removeItem(at: file) }
        }
    }
}
