internal import Core
internal import Foundation

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
