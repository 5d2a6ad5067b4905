internal import Audio
package import Core
internal import Foundation
internal import TextKit

/// What can be asked of a job when it is enqueued; nil leaves the choice to the text, else to the profile of the run.
package struct EnqueueOptions: Sendable, Hashable {
    package var voice: String?
    package var language: String?
    package var instructions: String?
    package var speed: Double?
    package var seed: Int?
    package var format: AudioFormat?
    /// The finished file, or the folder it goes into, as it was typed; nil puts it beside the source.
    package var output: String?
    package var chapterFiles = false
    package var overwrite = false
    package var gaps: GapPolicy?
    package var priority = 0
    package var title: String?
    /// An empty one is none, whatever the text says.
    package var author: String?

    package init() {}

    /// The first option that cannot be had; nil when all can.
    package var fault: OptionFault? {
        let texts = [
            ("voice", voice), ("language", language), ("instructions", instructions), ("output", output),
            ("title", title),
        ]
        for (name, text) in texts where text.map({ TitleLine.clean($0) == nil }) == true {
            return OptionFault(name, "is empty.")
        }
        // This is what Swift makes of bytes that it cannot read.
        for (name, text) in [("output", output), ("title", title), ("author", author)]
        where text?.unicodeScalars.contains("\u{FFFD}") == true {
            return OptionFault(name, "is not valid UTF-8.")
        }
        if let fault = OptionFault.language(language) ?? .speed(speed) ?? .seed(seed) { return fault }
        if let ending = output.flatMap(OutputTarget.unsupportedEnding(ofPath:)) {
            let endings = AudioFormat.allCases.map { ".\($0.fileExtension)" }.joined(separator: ", ")
            return OptionFault("output", "ends in .\(ending), which cannot be written; these can: \(endings).")
        }
        if let format, let ending = output.flatMap(OutputTarget.format(ofPath:)), ending != format {
            return OptionFault("output", "ends in .\(ending.rawValue), but the format is \(format.rawValue).")
        }
        return nil
    }

    /// The options that are stored with the job of a text that names that language itself, or none.
    func jobOptions(language found: String?) -> JobOptions {
        JobOptions(
            voice: voice,
            language: language ?? found,
            instructions: instructions,
            speed: speed,
            seed: seed,
            format: format ?? output.flatMap(OutputTarget.format(ofPath:)),
            chapterFiles: chapterFiles,
            overwrite: overwrite,
            gaps: gaps
        )
    }
}

/// Why an option cannot be had.
package struct OptionFault: Error, Sendable, Hashable {
    /// The option's name, such as `speed`.
    package let option: String
    /// The rest of the sentence that begins with the option: `is 9; it must be from 0.25 to 4.`.
    package let reason: String

    init(_ option: String, _ reason: String) {
        self.option = option
        self.reason = reason
    }

    static func language(_ tag: String?) -> OptionFault? {
        guard let tag, !LanguageTag.isLanguage(tag) else { return nil }
        return OptionFault("language", "is \"\(tag)\"; it must be a tag such as en-US, or auto.")
    }

    static func speed(_ speed: Double?) -> OptionFault? {
        guard let speed, !(0.25...4).contains(speed) else { return nil }
        return OptionFault("speed", "is \(speed); it must be from 0.25 to 4.")
    }

    static func seed(_ seed: Int?) -> OptionFault? {
        guard let seed, !(0...Int(Int32.max)).contains(seed) else { return nil }
        return OptionFault("seed", "is \(seed); it must be from 0 to \(Int32.max).")
    }
}

/// Where a job's finished files go.
struct OutputTarget: Sendable {
    /// The file or folder that was asked for, if any.
    var option: String?
    /// Whether several sources share the option, which then is a folder.
    var isShared: Bool
    var workspace: Workspace

    /// Endings of sound files that are not written here; any other that names no format is a part of the book's name.
    private static let unsupportedEndings: Set<String> = [
        "3gp", "aac", "ac3", "aif", "aifc", "aiff", "alac", "amr", "ape", "au", "caf", "m4a", "m4b", "m4r", "mka",
        "mp2", "mp4", "oga", "snd", "spx", "w64", "weba", "webm", "wma", "wv",
    ]

    /// The ending of a path that names another kind of sound file than those of `AudioFormat`; nil for a folder's.
    static func unsupportedEnding(ofPath path: String) -> String? {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        return !path.hasSuffix("/") && unsupportedEndings.contains(ending) ? ending : nil
    }

    /// The format that a path's ending names; nil for other endings.
    static func format(ofPath path: String) -> AudioFormat? {
        AudioFormat(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
    }

    /// The path of the book in that format, when something stands there already.
    static func occupied(base: String, format: AudioFormat) -> String? {
        let path = "\(base).\(format.fileExtension)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The absolute path of the finished book without its extension.
    func base(forSource source: URL?, title: String) -> String {
        let stem = source.map { $0.deletingPathExtension().lastPathComponent } ?? fileName(from: title)
        guard let option else {
            let folder = source?.deletingLastPathComponent() ?? workspace.workingDirectory
            return folder.appending(path: stem).path
        }
        let url = workspace.url(option)
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
