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

/// Writes a manifest as JSON, a line for each key, chapter and segment, so that memory stays flat and two can be compared.
struct ManifestWriter {
    /// Bytes that are collected before they are written.
    private static let block = 1 << 16

    private let partial: PartialFile
    private let encoder = JSONEncoder()

    init(_ partial: PartialFile) {
        self.partial = partial
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func write(_ manifest: BookManifest) throws {
        var text = Data("{\n".utf8)
        try add("schema", manifest.schema, to: &text)
        try add("program", manifest.program, to: &text)
        try add("title", manifest.title, to: &text)
        if let author = manifest.author { try add("author", author, to: &text) }
        try add("source", manifest.source, to: &text)
        try add("voice", manifest.voice, to: &text)
        try add("audio", manifest.audio, to: &text)
        try add("mastering", manifest.mastering, to: &text)
        try add("levels", manifest.levels, to: &text)
        try add("chapters", all: manifest.chapters, to: &text)
        text += Data(",\n".utf8)
        try add("segments", all: manifest.segments, to: &text)
        text += Data("\n}\n".utf8)
        try flush(&text)
    }

    private func add(_ key: String, _ value: some Encodable, to text: inout Data) throws {
        text += Data("\"\(key)\": ".utf8) + (try encoder.encode(value)) + Data(",\n".utf8)
    }

    private func add(_ key: String, all values: [some Encodable], to text: inout Data) throws {
        text += Data("\"\(key)\": [".utf8)
        for (index, value) in values.enumerated() {
            text += Data((index > 0 ? ",\n" : "\n").utf8)
            text += try encoder.encode(value)
            if text.count >= Self.block { try flush(&text) }
        }
        text += Data("\n]".utf8)
    }

    private func flush(_ text: inout Data) throws {
        _ = text.withUnsafeBytes { partial.channel.write($0) }
        guard partial.channel.failure == nil else { throw partial.trouble("the manifest could not be written.") }
        text.removeAll(keepingCapacity: true)
    }
}
