internal import Audio
internal import Core
internal import Foundation

/// Where a job's finished files go.
package struct OutputTarget: Sendable {
    /// What `--output` says, if anything.
    package var option: String?
    /// Whether several sources share the option, which then is a folder.
    package var isShared: Bool
    package var context: CommandContext

    /// Endings of sound files that are not written here; any other that names no format is a part of the book's name.
    private static let unsupportedEndings: Set<String> = [
        "3gp", "aac", "ac3", "aif", "aifc", "aiff", "alac", "amr", "ape", "au", "caf", "m4a", "m4b", "m4r", "mka",
        "mp2", "mp4", "oga", "snd", "spx", "w64", "weba", "webm", "wma", "wv",
    ]

    /// The ending of a path that names another kind of sound file than those of `AudioFormat`; nil for a folder's.
    package static func unsupportedEnding(ofPath path: String) -> String? {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        return !path.hasSuffix("/") && unsupportedEndings.contains(ending) ? ending : nil
    }

    /// The format that a path's ending names; nil for other endings.
    package static func format(ofPath path: String) -> AudioFormat? {
        AudioFormat(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
    }

    /// The path of the book in that format, when something stands there already.
    package static func occupied(base: String, format: AudioFormat) -> String? {
        let path = "\(base).\(format.fileExtension)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The absolute path of the finished book without its extension.
    package func base(forSource source: URL?, title: String) -> String {
        let stem = source.map { $0.deletingPathExtension().lastPathComponent } ?? fileName(from: title)
        guard let option else {
            let folder = source?.deletingLastPathComponent() ?? context.workingDirectory
            return folder.appending(path: stem).path
        }
        let url = context.url(option)
        if isShared || isFolder(option, url) {
            return url.appending(path: stem).path
        }
        return Self.format(ofPath: option) == nil ? url.path : url.deletingPathExtension().path
    }

    private func isFolder(_ option: String, _ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        return option.hasSuffix("/") || exists && isFolder.boolValue
    }

    /// A title as a file name: what a file system may not like becomes a dash.
    private func fileName(from title: String) -> String {
        let kept = title.map { $0.isLetter || $0.isNumber || " -_'.,".contains($0) ? $0 : "-" }
        let name = FileName.sanitized(String(kept.prefix(80))).trimmingCharacters(in: CharacterSet(charactersIn: " .-"))
        return name.isEmpty ? "narration" : name
    }
}
