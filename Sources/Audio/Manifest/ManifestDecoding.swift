internal import Core
internal import Foundation

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
