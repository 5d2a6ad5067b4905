import Audio
import Core
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

/// Joins takes of one chapter into `folder/out/Book.EXT`.
func assemble(
    _ format: AudioFormat,
    takes: [(url: URL, boundary: Boundary)],
    in folder: URL,
    configure: (inout AssemblyConfiguration) -> Void = { _ in }
) throws -> FinishedBook {
    let assembler = try BookAssembler(configuration: configuration(format, in: folder, configure))
    for take in takes {
        try assembler.append(take: take.url, chapter: 0, chapterTitle: "One", boundary: take.boundary)
    }
    return try assembler.finish()
}

/// A book at `folder/out/Book.EXT`.
func configuration(
    _ format: AudioFormat,
    in folder: URL,
    _ configure: (inout AssemblyConfiguration) -> Void = { _ in }
) -> AssemblyConfiguration {
    var configuration = AssemblyConfiguration(
        book: folder.appending(path: "out/Book.\(format.fileExtension)"),
        format: format,
        sampleRate: 24_000,
        tags: AudioTags(title: "Book", author: "Author")
    )
    configure(&configuration)
    return configuration
}
