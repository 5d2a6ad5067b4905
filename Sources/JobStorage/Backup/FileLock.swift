internal import Foundation

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A lock between processes that ends with the process that holds it.
enum FileLock {
    /// Does something while holding the lock, or nothing when another process holds it.
    ///
    /// - Throws: What `body` throws, and `CocoaError` when the file cannot be made.
    static func withLock(at file: URL, _ body: () throws -> Void) throws {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        try body()
    }
}
