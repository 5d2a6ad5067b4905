internal import Core
package import Foundation

/// A file that a report goes into, which is whole before it gets its name.
package final class ReportFile {
    package let url: URL
    private var bytes = Data()

    /// - Parameter url: A file that is not there or is to be replaced.
    /// - Throws: `BatchError` with `output.notWritable` where there can be no such file.
    package init(_ url: URL) throws {
        self.url = url
        if let reason = Self.obstacle(url) { throw Self.trouble(url, reason) }
    }

    package func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes the file and gives it its name.
    ///
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    package func publish() throws {
        do {
            try bytes.write(to: url, options: .atomic)
        } catch {
            let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
            let reason = system.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
            throw Self.trouble(url, reason, isFull: (error as? CocoaError)?.code == .fileWriteOutOfSpace)
        }
    }

    /// Why no file can get that name; nil where nothing is known against it.
    private static func obstacle(_ file: URL) -> String? {
        var isFolder: ObjCBool = false
        let files = FileManager.default
        if files.fileExists(atPath: file.path, isDirectory: &isFolder) {
            if isFolder.boolValue { return "it is a folder" }
            let kind = try? files.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)[.type]
            // A device or a pipe would be replaced, too.
            return kind as? FileAttributeType == .typeRegular ? nil : "it is not a regular file"
        }
        let folder = file.deletingLastPathComponent()
        guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            return "there is no folder \(folder.path)"
        }
        return isFolder.boolValue ? nil : "\(folder.path) is not a folder"
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
