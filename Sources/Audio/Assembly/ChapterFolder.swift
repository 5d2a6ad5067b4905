internal import Core
internal import Foundation

/// The folder with one file per chapter: built under a hidden name and renamed whole.
final class ChapterFolder {
    /// Digits of a chapter's number at least; more are put in at the end when the count needs them.
    private static let leastDigits = 2

    let target: URL
    private let hidden: URL
    private let fileExtension: String
    private let replacing: Bool
    /// Held open with a lock, so that the folder does not look abandoned.
    private let lock: Int32
    /// The sealed files under their hidden names, in order.
    private(set) var hiddenFiles: [URL] = []
    /// The names without numbers, in order.
    private var titles: [String] = []
    private var isPending = true

    /// Creates the hidden folder beside `target`.
    ///
    /// - Throws: `BatchError` with `output.exists` when something is there that may not be replaced, or `output.notWritable`.
    init(target: URL, fileExtension: String, replacing: Bool) throws {
        self.target = target
        self.fileExtension = fileExtension
        self.replacing = replacing
        let parent = target.deletingLastPathComponent()
        try FileSystem.createFolder(parent)
        try Self.checkTarget(target, replacing: replacing)
        removeAbandonedPartials(in: parent, of: target)
        hidden = PartialName.url(for: target)
        guard mkdir(hidden.path, 0o777) == 0 else { throw OutputTrouble.error(errno, path: target.path) }
        lock = open(hidden.path, O_RDONLY | O_CLOEXEC)
        _ = flock(lock, LOCK_EX | LOCK_NB)
    }

    deinit {
        discard()
        close(lock)
    }

    /// The path for the next chapter's file, inside the hidden folder.
    func next(title: String) -> URL {
        let name = FileName.sanitized(title, limit: FileName.longest - fileExtension.utf8.count - 8)
        titles.append(name)
        return hidden.appending(path: fileName(titles.count - 1, digits: Self.leastDigits))
    }

    /// Gives the files their numbers and puts the folder on the disk, still under its hidden name.
    ///
    /// - Returns: The files in it, in order.
    /// - Throws: `BatchError` with an `output.…` code.
    func seal() throws -> [SealedFile] {
        let digits = max(Self.leastDigits, String(titles.count).count)
        let names = titles.indices.map { fileName($0, digits: digits) }
        for (index, name) in names.enumerated() {
            let old = fileName(index, digits: Self.leastDigits)
            if old != name { try FileSystem.move(hidden.appending(path: old), to: hidden.appending(path: name)) }
        }
        try FileSystem.syncFolder(hidden)
        hiddenFiles = names.map { hidden.appending(path: $0) }
        return try names.map { try SealedFile(hidden.appending(path: $0), target: target.appending(path: $0)) }
    }

    /// Gives the sealed folder its own name.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    func publish() throws {
        try Self.checkTarget(target, replacing: replacing)
        if FileSystem.exists(target), FileSystem.exchange(hidden, target) {
            FileSystem.remove(hidden)
        } else {
            if FileSystem.exists(target) { FileSystem.remove(target) }
            try FileSystem.move(hidden, to: target)
        }
        isPending = false
        try FileSystem.syncFolder(target.deletingLastPathComponent())
    }

    /// Removes the hidden folder unless it has been published.
    func discard() {
        guard isPending else { return }
        isPending = false
        FileSystem.remove(hidden)
    }

    private func fileName(_ index: Int, digits: Int) -> String {
        let number = String(index + 1)
        let padded = String(repeating: "0", count: max(0, digits - number.count)) + number
        return (titles[index].isEmpty ? padded : "\(padded) \(titles[index])") + "." + fileExtension
    }

    /// Refuses a target that stands and may not be replaced: a folder with anything but numbered sound files is somebody's own.
    private static func checkTarget(_ target: URL, replacing: Bool) throws {
        guard FileSystem.exists(target) else { return }
        guard replacing else { throw OutputTrouble.exists(target.path) }
        guard FileSystem.isFolder(target) else { throw OutputTrouble.exists(target.path, because: "it is no folder") }
        let extensions = AudioFormat.allCases.map(\.fileExtension)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: target.path) else {
            throw OutputTrouble.exists(target.path, because: "it cannot be looked into")
        }
        for name in names where name != ".DS_Store" {
            let isNumbered = name.prefix(leastDigits).allSatisfy(\.isNumber)
            if !isNumbered || !extensions.contains((name as NSString).pathExtension) {
                throw OutputTrouble.exists(target.path, because: "it holds \(name), which is not from here")
            }
        }
    }
}
