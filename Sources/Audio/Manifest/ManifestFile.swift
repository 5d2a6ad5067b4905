internal import Core
internal import Foundation

/// The manifest of a book in the making: written under a hidden name when the book is sealed.
final class ManifestFile {
    private let target: URL
    private let replacing: Bool
    private var partial: PartialFile?

    /// Finds the place for the manifest.
    ///
    /// - Throws: `BatchError` with `output.exists` when something is there that may not be replaced.
    init(for configuration: AssemblyConfiguration) throws {
        let name = configuration.book.lastPathComponent
        let places = ManifestPlace.candidates(for: configuration.book)
        for place in places { removeAbandonedPartials(in: place.deletingLastPathComponent(), of: place) }
        // That of a book of the same name in another format stays.
        let target = places.first { ManifestPlace.book(ofManifestAt: $0).map { $0 == name } ?? true } ?? places[0]
        // Its book is gone, or is being replaced.
        replacing = configuration.overwrite || ManifestPlace.book(ofManifestAt: target) == name
        if FileSystem.exists(target), !replacing { throw OutputTrouble.exists(target.path) }
        if FileSystem.isFolder(target) { throw OutputTrouble.exists(target.path, because: "it is a folder") }
        self.target = target
    }

    /// Writes the manifest and puts it on the disk, still under its hidden name.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    func seal(_ manifest: BookManifest) throws -> SealedFile {
        let partial = try PartialFile(for: target)
        self.partial = partial
        try ManifestWriter(partial).write(manifest)
        try partial.seal()
        return try SealedFile(partial.url, target: target)
    }

    /// Gives the sealed manifest its own name.
    ///
    /// - Throws: `BatchError` with an `output.…` code.
    func publish() throws {
        try partial?.publish(replacing: replacing)
    }

    func discard() {
        partial?.discard()
    }
}
