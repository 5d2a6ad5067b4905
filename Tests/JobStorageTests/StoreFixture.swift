import BatchCore
import Foundation
import JobStorage
import Synchronization

/// A scratch folder with a queue in it, a clock that is moved by hand and processes that live and die by hand.
final class StoreFixture: Sendable {
    let folder: URL
    private let milliseconds = Mutex(1_800_000_000_000)
    private let fates = Mutex<[ProcessIdentity: ProcessLiveness]>([:])

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
            liveness: { process in self.fates.withLock { $0[process] ?? .alive } }
        )
    }

    var now: Date { Date(timeIntervalSince1970: Double(milliseconds.withLock { $0 }) / 1000) }

    func advance(seconds: Int) {
        milliseconds.withLock { $0 += seconds * 1000 }
    }

    /// Makes a process count as dead, or as one of another machine, from now on.
    func set(_ process: ProcessIdentity, to liveness: ProcessLiveness) {
        fates.withLock { $0[process] = liveness }
    }
}
