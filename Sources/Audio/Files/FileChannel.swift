internal import CSndfile
internal import Foundation

/// An open file descriptor that remembers its first failure, because libsndfile loses it.
///
/// libsndfile reports a full disk as a short count at best (`sf_close` returns 0), so every byte passes through here, where
/// the failing system call is seen. After a failure nothing more is written.
final class FileChannel {
    /// Dirty bytes after which the kernel is asked to start writing, so that the sync at the end is short: 8 MiB.
    private static let writebackInterval = 8 << 20

    let path: String
    /// Bytes at the start that are not libsndfile's: it sees the file as beginning after them.
    private var base: Int64 = 0
    /// The `errno` of the first system call that failed.
    private(set) var failure: Int32?
    private var descriptor: Int32
    private var unsynced = 0
    /// Where the writing began that the kernel was asked for last.
    private var writebackStart: Int64 = 0
    /// Where the furthest write ended, in bytes.
    private var end: Int64 = 0

    /// Takes over an open descriptor.
    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { _ = close() }

    /// The length of the file in bytes after what is set apart, or -1.
    var length: Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            failed()
            return -1
        }
        return Int64(status.st_size) - base
    }

    var position: Int64 { Int64(lseek(descriptor, 0, SEEK_CUR)) - base }

    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let result = lseek(descriptor, off_t(whence == SEEK_SET ? offset + base : offset), whence)
        if result < 0 { failed() }
        return Int64(result) - base
    }

    /// Writes bytes at the very start of the file, before all that libsndfile sees; later calls replace as many.
    func setPreamble(_ bytes: [UInt8]) {
        precondition(base == 0 || base == Int64(bytes.count), "a preamble keeps its length")
        base = 0
        overwrite(bytes)
        base = Int64(bytes.count)
    }

    /// Replaces bytes at the start of what libsndfile sees.
    func overwrite(_ bytes: [UInt8]) {
        guard seek(0, SEEK_SET) == 0 else { return }
        _ = bytes.withUnsafeBytes { write($0) }
    }

    /// The first bytes of what libsndfile sees, fewer at the end of the file.
    func start(_ count: Int) -> [UInt8] {
        guard seek(0, SEEK_SET) == 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Reads until the buffer is full, the file ends or a call fails; returns the bytes read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var done = 0
        while done < buffer.count {
            let count = Foundation.read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            if count < 0, errno == EINTR { continue }
            if count < 0 { failed() }
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    /// Writes everything or records why not; returns the bytes written.
    func write(_ buffer: UnsafeRawBufferPointer) -> Int {
        guard failure == nil else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                failed()
                break
            }
            done += count
        }
        unsynced += done
        end = max(end, Int64(lseek(descriptor, 0, SEEK_CUR)))
        if unsynced >= Self.writebackInterval { startWriteback() }
        return done
    }

    /// Waits until the file's bytes are on the disk, all of them; false leaves the reason in `failure`.
    func sync() -> Bool {
        if failure == nil, length + base != end { failure = EIO }
        #if canImport(Darwin)
        let result = fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : fsync(descriptor)
        #else
        let result = fsync(descriptor)
        #endif
        if result != 0 { failed() }
        return failure == nil
    }

    /// Closes the descriptor; some file systems report a lost write only here.
    func close() -> Bool {
        guard descriptor >= 0 else { return failure == nil }
        if Foundation.close(descriptor) != 0, errno != EINTR { failed() }
        descriptor = -1
        return failure == nil
    }

    /// Tells the kernel that nobody reads this file again soon, so that a night's work does not push everything else out
    /// of memory; what is not on the disk yet stays.
    func releaseCache() {
        #if os(Linux)
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }

    private func startWriteback() {
        unsynced = 0
        #if os(Linux)
        // What was asked for last time is written by now.
        _ = posix_fadvise(descriptor, 0, off_t(writebackStart), POSIX_FADV_DONTNEED)
        _ = sync_file_range(descriptor, off_t(writebackStart), 0, UInt32(SYNC_FILE_RANGE_WRITE))
        writebackStart = end
        #endif
    }

    private func failed() {
        if failure == nil { failure = errno }
    }
}
