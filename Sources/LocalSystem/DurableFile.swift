package import Foundation

/// Gives a finished file its name so that neither is lost in a power cut.
package enum DurableFile {
    /// Syncs a file, renames it over `target`, and syncs the folder.
    ///
    /// - Throws: `CocoaError` and errors of the system.
    package static func publish(_ file: URL, as target: URL) throws {
        try sync(file)
        guard rename(file.path, target.path) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target.path])
        }
        try sync(target.deletingLastPathComponent())
    }

    private static func sync(_ url: URL) throws {
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        try handle.synchronize()
    }
}
