import Audio
import Core
import Foundation

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
