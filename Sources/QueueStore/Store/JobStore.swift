package import Core
package import Foundation
internal import GRDB
internal import LocalSystem

/// The queue in one SQLite file, which a run and other commands may use at the same time.
///
/// The file keeps a rollback journal with `synchronous=FULL`: a commit that returned is on the disk, and no process can
/// lose another's, which SQLite before 3.51.3 can in WAL mode.
package struct JobStore: Sendable {
    /// The queue's file.
    package let file: URL
    let clock: @Sendable () -> Date
    let liveness: @Sendable (ProcessIdentity) -> ProcessLiveness
    let database: DatabaseQueue
    let observers = ChangeObservers()
    private let use: FileLock.Share?

    /// Opens the queue, and creates it with its folder where there is none.
    ///
    /// - Parameters:
    ///   - file: The SQLite file, such as `queue.sqlite` in the home folder.
    ///   - busyTimeout: Seconds to wait for another process that writes.
    ///   - onLongWait: Called when such a wait takes more than some seconds.
    ///   - clock: Gives the time that is recorded.
    ///   - liveness: Whether the process of a run still works.
    /// - Throws: `BatchError` with `store.newer`, `store.corrupt`, `store.locked`, `output.notWritable` or
    ///   `output.diskFull`.
    package init(
        at file: URL,
        busyTimeout: TimeInterval = 10,
        onLongWait: @escaping @Sendable () -> Void = {},
        clock: @escaping @Sendable () -> Date = { Date() },
        liveness: @escaping @Sendable (ProcessIdentity) -> ProcessLiveness = { $0.liveness }
    ) throws {
        self.file = file
        self.clock = clock
        self.liveness = liveness
        do {
            try Self.refuseToReplaceALostQueue(file)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            use = try StoreUse(queue: file).share()
            database = try DatabaseQueue(path: file.path, configuration: Self.configuration(busyTimeout, onLongWait))
            try StoreSchema.prepare(database, file: file)
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }

    /// Where there are backups there was a queue: a power cut may leave an empty file, and nobody wants a new queue then.
    private static func refuseToReplaceALostQueue(_ file: URL) throws {
        let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? NSNumber
        guard (size?.intValue ?? 0) == 0, !StoreBackups(of: file).all().isEmpty else { return }
        throw StoreTrouble.corrupt(file, finding: size == nil ? "it is gone, but has backups" : "it is empty")
    }

    /// Between two tries for a lock, in seconds.
    private static let busyInterval = 0.01
    /// How long a wait is normal, in seconds.
    private static let shortWait = 5.0

    private static func configuration(
        _ busyTimeout: TimeInterval,
        _ onLongWait: @escaping @Sendable () -> Void
    ) -> Configuration {
        var configuration = Configuration()
        configuration.label = "qwen-batch.queue"
        configuration.busyMode = .callback { tries in
            if tries == Int(shortWait / busyInterval) { onLongWait() }
            Thread.sleep(forTimeInterval: busyInterval)
            return Double(tries) * busyInterval < busyTimeout
        }
        configuration.prepareDatabase { db in
            // Truncating the journal is as safe as deleting it and saves syncing the folder.
            try db.execute(sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000")
        }
        return configuration
    }

    /// Reads in one transaction, so that all of it is of the same moment.
    ///
    /// GRDB's own `read` also forbids writing, by a pragma after which SQLite compiles every cached statement again: claims
    /// took three times as long. So `body` itself must not write.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.unsafeRead { db in
                try db.beginTransaction(.deferred)
                do {
                    let value = try body(db)
                    try db.commit()
                    return value
                } catch {
                    try? db.rollback()
                    throw error
                }
            }
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }

    /// Writes in one transaction, which a cancelled task still commits: what was made must not be lost by a stop.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let database = database
        do {
            let (value, hasChanged) = try await Task {
                try await database.write { db in
                    let before = db.totalChangesCount
                    return (try body(db), db.totalChangesCount != before)
                }
            }.value
            if hasChanged { observers.notify() }
            return value
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }

    /// The time that is recorded now, in milliseconds since 1970.
    var now: Int64 { clock().milliseconds }
}

/// Who uses a queue: any number of processes at a time, or the one that puts a backup in its place.
struct StoreUse: Sendable {
    /// The queue's file.
    let queue: URL

    private var lock: URL { queue.deletingLastPathComponent().appending(path: "queue.lock") }

    /// How long a restoration waits for commands that are short.
    private static let timeout = Duration.seconds(5)

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
        guard let value = try await FileLock.withLock(at: lock, timeout: Self.timeout, body) else {
            throw BatchError(
                .storeLocked,
                "A run or another command has the queue \(queue.path) open, and would go on with what is replaced.",
                remedy: "Stop it, then try again; `fuser \(lock.path)` names it."
            )
        }
        return value
    }
}
