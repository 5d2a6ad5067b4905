import Foundation

/// A folder for one test, gone when the test ends.
enum ScratchFolder {
    /// - Parameters:
    ///   - files: Contents by relative path; folders on the way are made.
    ///   - body: Gets the folder.
    /// - Throws: What `body` throws, or what goes wrong with the files.
    static func with(_ files: [String: String], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "manuscripts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        try body(folder)
    }
}
