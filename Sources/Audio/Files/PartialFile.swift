internal import Core
package import Foundation
internal import TextKit

/// A file in the making: it has a hidden name until it is whole and on the disk.
///
/// Its descriptor holds a lock, so that what a killed process left behind can be told from work in progress.
final class PartialFile {
    let target: URL
    let url: URL
    let channel: FileChannel
    private var isPending = true

    /// Creates the folders above `target` and an empty hidden file beside it.
    init(for target: URL) throws {
        self.target = target
        try FileSystem.createFolder(target.deletingLastPathComponent())
        var descriptor: Int32
        var name: URL
        var status = stat()
        repeat {
            name = PartialName.url(for: target)
            descriptor = open(name.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw OutputTrouble.error(errno, path: target.path) }
            // Before the lock it may have looked abandoned to another process: then take another.
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink == 0 {
                close(descriptor)
                descriptor = -1
            }
        } while descriptor < 0
        url = name
        channel = FileChannel(descriptor: descriptor, path: target.path)
    }

    deinit { discard() }

    /// The error behind a failed write: the system's reason, or else what the sound library says.
    func trouble(_ libraryText: String) -> BatchError {
        if let number = channel.failure { return OutputTrouble.error(number, path: target.path) }
        return BatchError(
            .outputNotWritable,
            "Cannot write \(target.path): \(libraryText)",
            remedy: "Choose another format or --output, and report this if it stays.",
            details: ["path": target.path]
        )
    }

    /// Puts the bytes on the disk, still under the hidden name.
    func seal() throws {
        guard channel.sync(), channel.close() else { throw trouble("the file could not be synced.") }
    }

    /// Gives the sealed file its own name.
    ///
    /// - Parameter replacing: Whether a file of that name is replaced; otherwise it is `output.exists`.
    /// - Throws: `BatchError` with an `output.…` code.
    func publish(replacing: Bool) throws {
        if replacing {
            try FileSystem.replace(target, with: url)
        } else {
            try FileSystem.move(url, to: target)
        }
        isPending = false
        try FileSystem.syncFolder(target.deletingLastPathComponent())
    }

    /// Removes the hidden file unless it has been committed.
    func discard() {
        guard isPending else { return }
        isPending = false
        _ = channel.close()
        unlink(url.path)
    }
}

/// The hidden names under which output is written until it is whole: `.NAME.RANDOM.partial` beside the target.
enum PartialName {
    private static let suffix = ".partial"
    /// Bytes of the final name that are kept: with the random part it stays below the usual 255 of a file name.
    private static let keptBytes = 200

    /// A fresh hidden name beside `target`.
    static func url(for target: URL) -> URL {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return target.deletingLastPathComponent().appending(path: prefix(of: target) + random + suffix)
    }

    /// Whether `name` is a hidden name, of `target` if that is given.
    static func matches(_ name: String, target: URL?) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(suffix) else { return false }
        guard let target else { return true }
        let start = prefix(of: target)
        return name.hasPrefix(start) && !name.dropFirst(start.count).dropLast(suffix.count).contains(".")
    }

    private static func prefix(of target: URL) -> String {
        "." + FileName.truncated(target.lastPathComponent, toUTF8Bytes: keptBytes) + "."
    }
}

/// Removes hidden files and folders that a killed process left in `folder`.
///
/// Work in progress is locked by its process, also from other containers, and stays.
///
/// - Parameters:
///   - folder: Where to look, not below it.
///   - target: Only the leftovers of this file; nil for all.
/// - Returns: How many were removed.
@discardableResult
package func removeAbandonedPartials(in folder: URL, of target: URL? = nil) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var removed = 0
    for name in names where PartialName.matches(name, target: target) {
        let url = folder.appending(path: name)
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { continue }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
            FileSystem.remove(url)
            removed += 1
        }
        close(descriptor)
    }
    return removed
}
