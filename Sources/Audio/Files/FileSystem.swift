internal import Core
internal import CSndfile
internal import Foundation

/// The few file operations that publishing audio needs, each failing with an error that names the path.
enum FileSystem {
    /// What the system knows of the file, the folder or the link itself at `url`; nil, with `errno`, when there is none.
    static func status(_ url: URL) -> stat? {
        var status = stat()
        return lstat(url.path, &status) == 0 ? status : nil
    }

    /// Whether anything, even a dangling link, stands at `url`.
    static func exists(_ url: URL) -> Bool { status(url) != nil }

    /// Whether a folder stands at `url`.
    static func isFolder(_ url: URL) -> Bool { status(url).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// Creates a folder and those above it, each on the disk under its name.
    static func createFolder(_ url: URL) throws {
        var status = stat()
        if stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        var number = makeFolder(url)
        if number == ENOENT, url.pathComponents.count > 1 {
            try createFolder(url.deletingLastPathComponent())
            number = makeFolder(url)
        }
        if number == EEXIST, isFolder(url) { return }
        guard number == 0 else { throw OutputTrouble.error(number, path: url.path) }
        try syncFolder(url.deletingLastPathComponent())
    }

    private static func makeFolder(_ url: URL) -> Int32 { mkdir(url.path, 0o777) == 0 ? 0 : errno }

    /// Waits until a folder's entries are on the disk, so that a rename in it survives a power cut.
    static func syncFolder(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OutputTrouble.error(errno, path: url.path) }
        defer { close(descriptor) }
        // Some network file systems cannot sync a folder; there is nothing better to do there.
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
            throw OutputTrouble.error(errno, path: url.path)
        }
    }

    /// Renames in one step, replacing a file that stands there.
    static func replace(_ target: URL, with source: URL) throws {
        if rename(source.path, target.path) == 0 { return }
        let number = errno
        if number == EISDIR || number == ENOTEMPTY || number == EEXIST || number == ENOTDIR && exists(target) {
            throw OutputTrouble.exists(target.path, because: "it cannot be replaced (\(OutputTrouble.text(number)))")
        }
        throw OutputTrouble.error(number, path: target.path)
    }

    /// Renames in one step, failing with `output.exists` when anything stands at the target.
    ///
    /// - Parameters:
    ///   - source: A file or a folder.
    ///   - target: Its new name, on the same file system.
    ///   - exclusively: Whether the file system's own exclusive rename is tried first; without it, or where it is missing, a
    ///     file is linked and unlinked, and a folder is renamed after a look.
    /// - Throws: `BatchError` with an `output.…` code.
    static func move(_ source: URL, to target: URL, exclusively: Bool = true) throws {
        if exclusively {
            let number = exclusiveRename(source.path, target.path)
            if number == 0 { return }
            if number == EEXIST || number == ENOTEMPTY { throw OutputTrouble.exists(target.path) }
            guard number == EINVAL || number == ENOSYS || number == ENOTSUP else {
                throw OutputTrouble.error(number, path: target.path)
            }
        }
        if !isFolder(source), link(source.path, target.path) == 0 {
            unlink(source.path)
            return
        }
        guard !exists(target) else { throw OutputTrouble.exists(target.path) }
        guard rename(source.path, target.path) == 0 else { throw OutputTrouble.error(errno, path: target.path) }
    }

    /// Swaps two entries in one step; false where the file system cannot.
    static func exchange(_ first: URL, _ second: URL) -> Bool {
        #if canImport(Darwin)
        renamex_np(first.path, second.path, UInt32(RENAME_SWAP)) == 0
        #else
        renameat2(AT_FDCWD, first.path, AT_FDCWD, second.path, UInt32(RENAME_EXCHANGE)) == 0
        #endif
    }

    /// Removes a file, or a folder with all that is in it; nothing happens when it is not there.
    static func remove(_ url: URL) {
        try? FileManager.default.removeItem(at: url)
    }

    private static func exclusiveRename(_ source: String, _ target: String) -> Int32 {
        #if canImport(Darwin)
        let result = renamex_np(source, target, UInt32(RENAME_EXCL))
        #else
        let result = renameat2(AT_FDCWD, source, AT_FDCWD, target, UInt32(RENAME_NOREPLACE))
        #endif
        return result == 0 ? 0 : errno
    }
}
