package import Core
package import Foundation

/// What came out of joining a book's takes.
package struct FinishedBook: Sendable, Hashable {
    /// The book first, then its chapters in order where they were asked for.
    package let files: [URL]
    /// The length of the book in seconds.
    package let audioSeconds: Double
    /// Where each chapter is in the book; they follow each other without gaps.
    package let chapters: [FinishedChapter]
    /// What the book was measured to be.
    package let levels: AudioLevels
}

/// Where a chapter is in the finished book.
package struct FinishedChapter: Sendable, Hashable {
    /// The heading, or nil for text before the first one.
    package let title: String?
    /// Seconds from the start of the book; a little before the chapter's first speech.
    package let startSeconds: Double
    /// Seconds from the start of the book.
    package let endSeconds: Double
}

extension SealedBook {
    /// Whether all of it has its own names already, and nothing else has them.
    package var isPublished: Bool { files.allSatisfy(\.stands) && manifest?.stands ?? true }

    /// Whether whatever stands at these places is a part of this book, so that it may be replaced.
    package func owns(book: URL, chapterFolder: URL?) -> Bool {
        let own = Set(files.filter(\.stands).map(\.path))
        if FileSystem.exists(book), !own.contains(book.path) { return false }
        guard let chapterFolder, FileSystem.exists(chapterFolder) else { return true }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: chapterFolder.path) else { return false }
        return names.allSatisfy { own.contains(chapterFolder.appending(path: $0).path) }
    }
}

extension SealedFile {
    /// Describes the file at `url`, which is to be at `target`.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    init(_ url: URL, target: URL) throws {
        guard let status = FileSystem.status(url) else { throw OutputTrouble.error(errno, path: target.path) }
        self.init(target: target.path, status)
    }

    private init(target: String, _ status: stat) {
        #if canImport(Darwin)
        let modified = status.st_mtimespec
        #else
        let modified = status.st_mtim
        #endif
        self.init(
            path: target,
            inode: UInt64(status.st_ino),
            bytes: Int64(status.st_size),
            modifiedAt: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec)
        )
    }

    /// Whether the file under its own name is this very one.
    var stands: Bool {
        FileSystem.status(URL(fileURLWithPath: path)).map { SealedFile(target: path, $0) == self } ?? false
    }
}
