internal import Core
package import Foundation

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
