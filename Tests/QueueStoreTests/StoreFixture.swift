import Core
import Foundation
import NIOConcurrencyHelpers
import QueueStore

/// A scratch folder with a queue in it, a clock that is moved by hand and processes that live and die by hand.
final class StoreFixture: Sendable {
    let folder: URL
    private let milliseconds = NIOLockedValueBox(1_800_000_000_000)
    private let fates = NIOLockedValueBox<[ProcessIdentity: ProcessLiveness]>([:])

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
            liveness: { process in self.fates.withLockedValue { $0[process] ?? .alive } }
        )
    }

    var now: Date { Date(timeIntervalSince1970: Double(milliseconds.withLockedValue { $0 }) / 1000) }

    func advance(seconds: Int) {
        milliseconds.withLockedValue { $0 += seconds * 1000 }
    }

    /// Makes a process count as dead, or as one of another machine, from now on.
    func set(_ process: ProcessIdentity, to liveness: ProcessLiveness) {
        fates.withLockedValue { $0[process] = liveness }
    }
}
