import Audio
import Core
import Documents
import Foundation
import Manuscripts
@testable import Narration

/// A finished book with its source and manifest, made without a run.
struct BookFixture {
    static let text = """
        Chapter I

        The lamp was lit. Nobody had asked for it, and nobody would have thought of asking.

        Chapter II

        It went out again. That was all; there was no oil.
        """

    let source: URL
    let book: URL
    let manifest: URL

    init(
        _ folder: URL,
        format: AudioFormat = .wav,
        mastering: Mastering = Mastering(),
        chapters: Bool = false,
        text: String = Self.text
    ) throws {
        source = folder.appending(path: "tale.txt")
        book = folder.appending(path: "tale.\(format.fileExtension)")
        manifest = folder.appending(path: "tale.manifest.json")
        try Data(text.utf8).write(to: source)
        let manuscript = try Manuscript(try SourceReader().read(contentsOf: source))
        let plan = SegmentPlanner(maxCharacters: 40).plan(manuscript)
        let assembler = try BookAssembler(
            configuration: AssemblyConfiguration(
                book: book,
                chapterFolder: chapters ? folder.appending(path: "tale-chapters") : nil,
                format: format,
                sampleRate: 8_000,
                mastering: mastering,
                tags: AudioTags(title: "Tale"),
                writesManifest: true
            )
        )
        var texts: [Int: BookFacts.Text] = [:]
        for (number, chapter) in plan.enumerated() {
            for segment in chapter.segments {
                let ordinal = texts.count + 1
                texts[ordinal] = BookFacts.Text(
                    sha256: SourceExamination.digest(of: segment.text),
                    range: segment.range
                )
                let take = folder.appending(path: "takes/\(ordinal).wav")
                let writer = try TakeWriter(at: take, sampleRate: 8_000)
                try writer.append(Self.tone(pitch: 200 + 40 * Double(ordinal))[...])
                try assembler.append(
                    take: take,
                    checksum: try writer.commit().checksum,
                    origin: TakeOrigin(segment: ordinal, key: "key-\(ordinal)", seed: 1),
                    chapter: number,
                    chapterTitle: chapter.title,
                    boundary: segment.boundary
                )
            }
        }
        let digest = FileDigest(of: source)
        _ = try assembler.finish(
            BookFacts(
                program: "test",
                title: "Tale",
                author: nil,
                source: BookManifest.Source(path: source.path, sha256: digest?.hex, bytes: digest?.bytes),
                voice: BookManifest.Voice(name: "heart", engine: "test", model: "test", language: nil, speed: 1),
                texts: texts
            )
        )
    }

    /// Changes the manifest.
    func edit(_ change: (inout BookManifest) -> Void) throws {
        var decoded = try JSONDecoder().decode(BookManifest.self, from: try Data(contentsOf: manifest))
        change(&decoded)
        try JSONEncoder().encode(decoded).write(to: manifest)
    }

    /// Changes the bytes of a file.
    static func edit(_ url: URL, _ change: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: url)
        change(&bytes)
        try bytes.write(to: url)
    }

    private static func tone(pitch: Double) -> [Int16] {
        (0..<6_400).map { index in
            guard (400..<6_000).contains(index) else { return 0 }
            return Int16(6_000 * sin(2 * Double.pi * pitch * Double(index) / 8_000))
        }
    }
}
