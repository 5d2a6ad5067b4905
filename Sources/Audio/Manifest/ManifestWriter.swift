internal import Core
internal import Foundation

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
