internal import Core
internal import Foundation

/// Where a report goes: to standard output, or into a file that is whole before it gets its name.
final class ReportTarget {
    private let file: URL?
    private let console: Console
    private var bytes = Data()

    /// - Throws: `BatchError` with `output.notWritable` where there can be no such file.
    init(file: URL?, console: Console) throws {
        self.file = file
        self.console = console
        if let file, let reason = Self.obstacle(file) { throw Self.trouble(file, reason) }
    }

    func write(_ text: String) {
        if file == nil {
            console.output(text)
        } else {
            bytes.append(contentsOf: text.utf8)
        }
    }

    /// Writes the file, if it is to be one.
    ///
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    func finish() throws {
        guard let file else { return }
        do {
            try bytes.write(to: file, options: .atomic)
        } catch {
            let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
            let reason = system.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
            throw Self.trouble(file, reason, isFull: (error as? CocoaError)?.code == .fileWriteOutOfSpace)
        }
        console.note("The report is in \(file.path).")
    }

    /// Why no file can get that name; nil where nothing is known against it.
    private static func obstacle(_ file: URL) -> String? {
        var isFolder: ObjCBool = false
        let files = FileManager.default
        if files.fileExists(atPath: file.path, isDirectory: &isFolder) {
            if isFolder.boolValue { return "it is a folder" }
            let kind = try? files.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)[.type]
            // A device or a pipe would be replaced, too.
            return kind as? FileAttributeType == .typeRegular ? nil : "it is no regular file"
        }
        let folder = file.deletingLastPathComponent()
        guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            return "there is no folder \(folder.path)"
        }
        return isFolder.boolValue ? nil : "\(folder.path) is no folder"
    }

    private static func trouble(_ file: URL, _ reason: String, isFull: Bool = false) -> BatchError {
        BatchError(
            isFull ? .outputDiskFull : .outputNotWritable,
            "The report cannot be written to \(file.path): \(reason).",
            remedy: isFull ? "Free some space." : "Name a file in a folder that you may write to with --output.",
            details: ["path": file.path, "reason": reason]
        )
    }
}
