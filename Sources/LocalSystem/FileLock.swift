package import Foundation

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A lock between processes that ends with the process that holds it.
package enum FileLock {
    /// How often a lock that another process holds is tried again.
    private static let interval = Duration.milliseconds(50)

    /// Does something while holding the lock, or nothing when another process holds it.
    ///
    /// - Throws: What `body` throws, and `CocoaError` when the file cannot be made.
    package static func withLock(at file: URL, _ body: () throws -> Void) throws {
        let descriptor = try open(file)
        defer { release(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        try body()
    }

    /// Does something while holding the lock, after waiting for it.
    ///
    /// - Returns: What `body` returns; nil when another process held the lock for all of `timeout`.
    /// - Throws: What `body` throws, `CocoaError` when the file cannot be made, and `CancellationError`.
    package static func withLock<Value>(
        at file: URL,
        timeout: Duration,
        _ body: () async throws -> Value
    ) async throws -> Value? {
        let descriptor = try open(file)
        defer { release(descriptor) }
        let deadline = ContinuousClock.now + timeout
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else { return nil }
            try await Task.sleep(for: interval)
        }
        return try await body()
    }

    /// A share in a lock: any number of processes may hold one while nobody holds the lock as a whole.
    package final class Share: Sendable {
        private let descriptor: Int32

        fileprivate init(_ descriptor: Int32) {
            self.descriptor = descriptor
        }

        fileprivate func take() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }

        deinit { FileLock.release(descriptor) }
    }

    /// Takes a share in the lock, which lasts as long as the value does.
    ///
    /// - Returns: nil when another process holds the lock as a whole.
    /// - Throws: `CocoaError` when the file cannot be made.
    package static func share(at file: URL) throws -> Share? {
        let share = Share(try open(file))
        return share.take() ? share : nil
    }

    /// Gives the lock back at once: a process that is just being started has a copy of the descriptor until it runs its program,
    /// and would hold the lock on after a mere `close`.
    private static func release(_ descriptor: Int32) {
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func open(_ file: URL) throws -> Int32 {
        #if canImport(Darwin)
        let descriptor = Darwin.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        #else
        let descriptor = Glibc.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        #endif
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
        }
        return descriptor
    }
}
