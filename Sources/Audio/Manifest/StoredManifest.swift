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
                throw Self.notAChapter(book, of: own)
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

    private static func notAChapter(_ file: URL, of manifest: URL) -> BatchError {
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

/// Reads manifests, which anybody may have written.
enum ManifestDecoding {
    /// What is looked at first: another version may have other keys.
    private struct Version: Decodable {
        var schema: Int
    }

    /// - Throws: `ManifestRefusal`.
    static func manifest(_ data: Data) throws -> BookManifest {
        let version = try decode(Version.self, data).schema
        guard version == BookManifest.currentSchema else {
            throw ManifestRefusal(
                reason: "its schema is \(version), and this version of the program knows \(BookManifest.currentSchema)"
            )
        }
        let manifest = try decode(BookManifest.self, data)
        for audio in [manifest.audio] + manifest.chapters.compactMap(\.audio) { try check(audio) }
        return manifest
    }

    private static func check(_ audio: BookManifest.Audio) throws {
        guard ManifestPlace.isPlainName(audio.file) else {
            throw ManifestRefusal(reason: "it names the file “\(audio.file)”, which does not lie beside it")
        }
        guard audio.sampleRate > 0, audio.samples >= 0 else {
            throw ManifestRefusal(reason: "it says \(audio.samples) samples at \(audio.sampleRate) Hz of \(audio.file)")
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw ManifestRefusal(reason: reason(error, data))
        }
    }

    private static func reason(_ error: DecodingError, _ data: Data) -> String {
        switch error {
        case .keyNotFound(let key, let context): "it has no \(path(context.codingPath + [key]))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "it is no JSON object" : "its \(path(context.codingPath)) is not what belongs there"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? unreadable(data) : "its \(path(context.codingPath)) is not what belongs there"
        @unknown default: "it is no manifest"
        }
    }

    /// Numbers that are too large are told without their place.
    private static func unreadable(_ data: Data) -> String {
        (try? JSONSerialization.jsonObject(with: data)) == nil
            ? "it is no JSON" : "one of its numbers is larger than any that belongs there"
    }

    /// `chapters.2.audio.file`, places counted from 0.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map(String.init) ?? key.stringValue }.joined(separator: ".")
    }
}

/// Why a document is no manifest that can be used, as the end of a sentence.
struct ManifestRefusal: Error {
    let reason: String
}
