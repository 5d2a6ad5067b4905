internal import Core
package import Foundation

/// Turns a failed system call on an output file into an error that a person can act on.
enum OutputTrouble {
    /// The error for `number` (an `errno`) met while writing `path`.
    static func error(_ number: Int32, path: String) -> BatchError {
        error(number, path: path, folder: existingFolder(above: path))
    }

    /// The error for `number` met while writing into a folder.
    static func error(_ number: Int32, folder: String) -> BatchError { error(number, path: folder, folder: folder) }

    private static func error(_ number: Int32, path: String, folder: String) -> BatchError {
        let free = bytesFree(in: folder)
        var details = ["path": path, "folder": folder, "reason": text(number)]
        if let free { details["bytesFree"] = String(free) }
        switch number {
        case ENOSPC, EDQUOT:
            let left = free.map { "\($0) bytes are free" } ?? "its free space is unknown"
            return BatchError(
                .outputDiskFull,
                "The disk is full: \(text(number)) while writing \(path).",
                remedy: "Free space in \(folder) (\(left) there) or \(choice), then run again.",
                details: details
            )
        case EFBIG:
            return BatchError(
                .outputDiskFull,
                "The file grew past the size limit: \(text(number)) while writing \(path).",
                remedy: "Raise the file size limit (ulimit -f) or \(choice) than \(folder).",
                details: details
            )
        default:
            return BatchError(
                .outputNotWritable,
                "Cannot write \(path): \(text(number)).",
                remedy: "Make the folder \(folder) writable or \(choice).",
                details: details
            )
        }
    }

    private static let choice = "choose another place (--output for books, --home for the queue and its takes)"

    /// The error for a file that stands where the output goes.
    static func exists(_ path: String, because reason: String = "there is already something") -> BatchError {
        BatchError(
            .outputExists,
            "Not replacing \(path): \(reason).",
            remedy:
                "Move it away and try again, or use --overwrite or another --output (`enqueue` then needs --again).",
            details: ["path": path]
        )
    }

    /// The system's own words for an `errno`.
    static func text(_ number: Int32) -> String { String(cString: strerror(number)) }

    static func bytesFree(in folder: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    static func existingFolder(above path: String) -> String {
        var folder = (path as NSString).deletingLastPathComponent
        var status = stat()
        while !folder.isEmpty, folder != "/", stat(folder, &status) != 0 {
            folder = (folder as NSString).deletingLastPathComponent
        }
        return folder.isEmpty ? "." : folder
    }
}

/// Finds out whether a folder can take files, by putting one into it for a moment.
package enum FolderCheck {
    /// Writes and syncs a file in the folder, or in the nearest one above it that is there.
    ///
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    package static func write(in folder: URL) throws {
        let nearest = nearestFolder(to: folder)
        let probe = nearest.appending(path: ".qwen-batch-\(UUID().uuidString)")
        let descriptor = open(probe.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OutputTrouble.error(errno, folder: nearest.path) }
        defer {
            close(descriptor)
            unlink(probe.path)
        }
        let block = [UInt8](repeating: 0, count: 4096)
        guard Foundation.write(descriptor, block, block.count) == block.count, fsync(descriptor) == 0 else {
            throw OutputTrouble.error(errno, folder: nearest.path)
        }
    }

    /// The bytes that are free for this user on the disk where the folder is, or will be; nil where that is unknown.
    package static func bytesFree(in folder: URL) -> UInt64? {
        OutputTrouble.bytesFree(in: nearestFolder(to: folder).path)
    }

    /// A number for the disk where the folder is, or will be; the same for the same disk.
    package static func device(of folder: URL) -> UInt64? {
        var status = stat()
        guard stat(nearestFolder(to: folder).path, &status) == 0 else { return nil }
        return UInt64(status.st_dev)
    }

    private static func nearestFolder(to folder: URL) -> URL {
        URL(fileURLWithPath: OutputTrouble.existingFolder(above: folder.appending(path: "file").path))
    }
}
