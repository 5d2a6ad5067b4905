import Foundation

/// A folder that is there for one test.
@discardableResult
func withScratch<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let name = "sound-files-\(ProcessInfo.processInfo.processIdentifier)-\(UInt64.random(in: .min ... .max))"
    let folder = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// The names in a folder, hidden ones too, sorted.
func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
