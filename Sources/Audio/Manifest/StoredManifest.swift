package import Core
package import Foundation

/// A manifest that was read, and what it is about.
package struct StoredManifest: Sendable, Hashable {
    package let url: URL
    /// The sound file.
    package let book: URL
    package let manifest: BookManifest

    /// Reads a manifest, or the one beside a book, or the one of the book that a chapter's file belongs to.
    ///
    /// - Throws: `BatchError` with `input.notFound`, `verify.noManifest` or `verify.manifestUnreadable`.
    package init(of url: URL) throws {
        if ManifestPlace.isManifest(url) {
            try self.init(at: url)
        } else {
            try self.init(ofBookAt: url)
        }
    }

    /// Reads the manifest beside a book.
    ///
    /// - Throws: As `init(of:)` does.
    package init(ofBookAt book: URL) throws {
        let places = ManifestPlace.candidates(for: book)
        if let own = Self.own(book) {
            try self.init(at: own)
            return
        }
        if FileSystem.exists(book), let whole = ManifestPlace.book(ofChapter: book), let own = Self.own(whole) {
            try self.init(at: own)
            guard manifest.chapters.contains(where: { $0.audio?.file == book.lastPathComponent }) else {
                throw Self.stranger(book, to: own)
            }
            return
        }
        // One that cannot be read may be its own.
        if let broken = places.first(where: { FileSystem.exists($0) && ManifestPlace.book(ofManifestAt: $0) == nil }) {
            try self.init(at: broken)
            return
        }
        throw FileSystem.exists(book) ? Self.missing(book) : Self.gone(book)
    }

    /// Where the manifest is that names a book; nil where there is none.
    private static func own(_ book: URL) -> URL? {
        ManifestPlace.candidates(for: book).first { ManifestPlace.book(ofManifestAt: $0) == book.lastPathComponent }
    }

    private init(at url: URL) throws {
        guard FileSystem.exists(url) else { throw Self.gone(url) }
        do {
            manifest = try ManifestDecoding.manifest(try Data(contentsOf: url))
        } catch let refusal as ManifestRefusal {
            throw Self.unreadable(url, refusal.reason)
        } catch {
            throw Self.unreadable(url, FileSystem.isFolder(url) ? "it is a folder" : "it may not be read")
        }
        self.url = url
        book = url.deletingLastPathComponent().appending(path: manifest.audio.file)
    }

    private static func gone(_ url: URL) -> BatchError {
        BatchError(
            .inputNotFound,
            "There is no file \(url.path).",
            remedy: "Check the path.",
            details: ["path": url.path]
        )
    }

    private static func missing(_ book: URL) -> BatchError {
        BatchError(
            .verifyNoManifest,
            "There is no manifest of \(book.path).",
            remedy:
                "Put the file NAME.manifest.json back beside the book; one that is lost is made by narrating again.",
            details: ["path": book.path]
        )
    }

    private static func stranger(_ file: URL, to manifest: URL) -> BatchError {
        BatchError(
            .verifyNoManifest,
            "\(file.path) is no chapter of the book that \(manifest.path) tells of.",
            remedy: "Remove it if it is left from an earlier book.",
            details: ["path": file.path]
        )
    }

    private static func unreadable(_ url: URL, _ reason: String) -> BatchError {
        BatchError(
            .verifyManifestUnreadable,
            "The manifest \(url.path) cannot be used: \(reason).",
            remedy: "Take it from a backup, or narrate the book again with `enqueue --again --overwrite`.",
            details: ["path": url.path, "reason": reason]
        )
    }
}
