internal import Core
package import Foundation

/// Where the manifest of a book is: `tale.manifest.json` for `tale.flac`, or `tale.flac.manifest.json` where that is
/// another book's.
package enum ManifestPlace {
    private static let ending = "manifest.json"
    private static let chapterEnding = "-chapters"

    /// Both places, the usual one first.
    package static func candidates(for book: URL) -> [URL] {
        [
            book.deletingPathExtension().appendingPathExtension(ending),
            book.appendingPathExtension(ending),
        ]
    }

    /// The book that a file in a folder of chapters belongs to, by its name; nil for a file elsewhere.
    static func book(ofChapter file: URL) -> URL? {
        let folder = file.deletingLastPathComponent().path
        guard folder.hasSuffix(chapterEnding) else { return nil }
        return URL(fileURLWithPath: "\(folder.dropLast(chapterEnding.count)).\(file.pathExtension)")
    }

    /// The folder of a book's chapters.
    static func chapterFolder(of book: URL) -> URL {
        URL(fileURLWithPath: book.deletingPathExtension().path + chapterEnding)
    }

    /// Whether a path is one of a manifest, by its name.
    package static func isManifest(_ url: URL) -> Bool { url.lastPathComponent.hasSuffix(".\(ending)") }

    /// The name of the sound file that the manifest at `url` is about; nil when there is no manifest, or none that says it.
    package static func book(ofManifestAt url: URL) -> String? {
        guard let data = try? Data(contentsOf: url),
            let name = (try? JSONDecoder().decode(Head.self, from: data))?.audio.file, isPlainName(name)
        else { return nil }
        return name
    }

    /// Whether a name is that of a file in the same folder.
    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// What tells manifests apart.
    private struct Head: Decodable {
        struct Audio: Decodable {
            var file: String
        }
        var audio: Audio
    }
}
