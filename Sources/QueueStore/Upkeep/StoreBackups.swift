package import Foundation
internal import GRDB
internal import LocalSystem

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

    /// The newest one that can still be read in full; the disk may have damaged what was sound when it was made.
    package func newestSound() -> StoreBackup? {
        all().first { backup in
            var configuration = Configuration()
            configuration.readonly = true
            let copy = try? DatabaseQueue(path: backup.file.path, configuration: configuration)
            return (try? copy?.read(JobStore.integrityProblems))?.isEmpty == true
        }
    }

    /// Whether none is of the last hour; those of a future that a wrong clock told count for nothing.
    private func isDue(at now: Date) -> Bool {
        guard let newest = all().first(where: { $0.madeAt <= now }) else { return true }
        return now.timeIntervalSince(newest.madeAt) >= Self.interval
    }

    /// Removes the oldest of those that are too many, after those of a future that a wrong clock told.
    private func prune(at now: Date) throws {
        let all = all()
        let inOrder = all.filter { $0.madeAt <= now } + all.filter { $0.madeAt > now }
        for surplus in inOrder.dropFirst(Self.kept) { try FileManager.default.removeItem(at: surplus.file) }
    }

    /// Makes one if it is due and nobody else is at it: `copy` writes to the place that it is given, and what it leaves
    /// there is synced and gets its name.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - evenIfRecent: Whether one is made in any case; one of the last hour goes then, so that the older ones stay.
    ///   - copy: Writes the copy.
    /// - Throws: What `copy` throws, and errors of the file system; nothing new is there then.
    func add(at now: Date, evenIfRecent: Bool, copy: (URL) throws -> Void) throws {
        guard evenIfRecent || isDue(at: now) || !unfinished.isEmpty else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileLock.withLock(at: folder.appending(path: "lock")) {
            removeAbandoned()
            let isDue = isDue(at: now)
            guard evenIfRecent || isDue else { return }
            let recent = isDue ? nil : all().first { $0.madeAt <= now }
            let backup = StoreBackup(in: folder, madeAt: now)
            let partial = folder.appending(path: ".\(UUID().uuidString)\(Self.partialSuffix)")
            defer { try? FileManager.default.removeItem(at: partial) }
            try copy(partial)
            try DurableFile.publish(partial, as: backup.file)
            if let recent, recent.file != backup.file { try FileManager.default.removeItem(at: recent.file) }
            try prune(at: now)
        }
    }

    /// Puts a backup in the queue's place; what stood there is moved into a folder beside it, with its journal, which
    /// would otherwise be played back into the backup.
    ///
    /// - Returns: The folder that holds what stood there; nil when nothing did.
    /// - Throws: `store.locked` when somebody has the queue open, and errors of the file system; the queue is then still the
    ///   old one, or the backup.
    package func restore(_ backup: StoreBackup, at now: Date) async throws -> URL? {
        try await StoreUse(queue: queue).alone { try replaceQueue(with: backup, at: now) }
    }

    private func replaceQueue(with backup: StoreBackup, at now: Date) throws -> URL? {
        let manager = FileManager.default
        let partial = queue.deletingLastPathComponent().appending(path: ".restored\(Self.partialSuffix)")
        try? manager.removeItem(at: partial)
        defer { try? manager.removeItem(at: partial) }
        try manager.copyItem(at: backup.file, to: partial)
        let aside = queue.deletingLastPathComponent()
            .appending(path: "damaged-\(Int(now.timeIntervalSince1970))", directoryHint: .isDirectory)
        let journals = ["-journal", "-wal", "-shm"].map { queue.lastPathComponent + $0 }
        let there = (journals + [queue.lastPathComponent]).filter { manager.fileExists(atPath: place(of: $0).path) }
        if !there.isEmpty { try manager.createDirectory(at: aside, withIntermediateDirectories: true) }
        for name in there where name != queue.lastPathComponent {
            try manager.moveItem(at: place(of: name), to: aside.appending(path: name))
        }
        if there.contains(queue.lastPathComponent) {
            // It stays in its place until the backup replaces it: whoever opened the queue in between would begin a new one.
            try manager.copyItem(at: queue, to: aside.appending(path: queue.lastPathComponent))
        }
        try DurableFile.publish(partial, as: queue)
        return there.isEmpty ? nil : aside
    }

    /// A file beside the queue.
    private func place(of name: String) -> URL { queue.deletingLastPathComponent().appending(path: name) }

    /// Removes what a process left that was killed while it made a backup; called by the one that holds the lock.
    private func removeAbandoned() {
        for name in unfinished { try? FileManager.default.removeItem(at: folder.appending(path: name)) }
    }

    /// The names of backups that are being made, or were when their process ended.
    private var unfinished: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(".") }
    }
}

/// A whole, checked copy of the queue.
package struct StoreBackup: Sendable, Hashable {
    package var file: URL
    /// When it was made, to the second.
    package var madeAt: Date
}

extension StoreBackup {
    private static let prefix = "queue-"
    private static let suffix = ".sqlite"
    private static let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)

    /// The copy of that moment: `queue-20261124T021530Z.sqlite`.
    init(in folder: URL, madeAt: Date) {
        file = folder.appending(path: Self.prefix + madeAt.formatted(Self.style) + Self.suffix)
        self.madeAt = madeAt
    }

    /// The copy that has this name; nil for any other file.
    init?(in folder: URL, name: String) {
        guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
        let stamp = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
        guard let madeAt = try? Date(String(stamp), strategy: Self.style) else { return nil }
        file = folder.appending(path: name)
        self.madeAt = madeAt
    }
}
