import BatchCore
import Foundation
import JobStorage
import Synchronization

/// A scratch folder with a queue in it, a clock that is moved by hand and processes that live and die by hand.
final class StoreFixture: Sendable {
    let folder: URL
    private let milliseconds = Mutex(1_800_000_000_000)
    private let dead = Mutex<Set<ProcessIdentity>>([])

    init() {
        folder = FileManager.default.temporaryDirectory.appending(path: "job-storage-\(UUID().uuidString)")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var file: URL { folder.appending(path: "queue.sqlite") }

    /// Opens the queue once more, as another process would.
    func open(busyTimeout: TimeInterval = 10) throws -> SQLiteJobStore {
        try SQLiteJobStore(
            at: file,
            busyTimeout: busyTimeout,
            clock: { self.now },
            isAlive: { process in self.dead.withLock { !$0.contains(process) } }
        )
    }

    var now: Date { Date(timeIntervalSince1970: Double(milliseconds.withLock { $0 }) / 1000) }

    func advance(seconds: Int) {
        milliseconds.withLock { $0 += seconds * 1000 }
    }

    /// Makes a process count as dead from now on.
    func kill(_ process: ProcessIdentity) {
        dead.withLock { _ = $0.insert(process) }
    }
}
