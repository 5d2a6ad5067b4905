import Core
@testable import Documents
import Foundation
import ManuscriptLaws
import Testing
import TestSupport

@Suite struct SourceReaderTests {
    private func read(_ bytes: [UInt8], name: String = "book.txt") throws -> Document {
        try SourceReader().read(Data(bytes), name: name)
    }

    @Test(arguments: [
        Encoding(bom: [], unit: { $0.utf8.map { [$0] } }),
        Encoding(bom: [0xEF, 0xBB, 0xBF], unit: { $0.utf8.map { [$0] } }),
        Encoding(bom: [0xFF, 0xFE], unit: littleEndian),
        Encoding(bom: [0xFE, 0xFF], unit: bigEndian),
        Encoding(bom: [], unit: littleEndian),
        Encoding(bom: [], unit: bigEndian),
        Encoding(bom: [], unit: { $0.unicodeScalars.map { [UInt8($0.value)] } }),
    ])
    func decodes(encoding: Encoding) throws {
        let text = "Fiat lux, Frau Müller."
        #expect(try read(encoding.bom + encoding.unit(text).flatMap { $0 }).text == text)
    }

    /// A way to write text as bytes.
    struct Encoding: Sendable {
        let bom: [UInt8]
        let unit: @Sendable (String) -> [[UInt8]]
    }

    @Sendable private static func littleEndian(_ text: String) -> [[UInt8]] {
        text.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Sendable private static func bigEndian(_ text: String) -> [[UInt8]] {
        text.utf16.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    @Test func reportsTheLineOfTheFirstBadByte() throws {
        let source = try read(Array("one\ntwo\ncaf".utf8) + [0xE9, 0x20, 0x93, 0x68, 0x69, 0x94])
        #expect(source.text == "one\ntwo\ncafé “hi”")
        let diagnostic = try #require(source.diagnostics.first)
        #expect(diagnostic.code == "text.encodingFallback")
        #expect(diagnostic.line == 3)
    }

    @Test func aBrokenByteInUTF8SpoilsNothingElse() throws {
        let source = try read(Array("Größe, Fuß, Öl, Übel, Ärger, süß".utf8) + [0xFF] + Array(" und schön".utf8))
        #expect(source.text.hasPrefix("Größe, Fuß"))
        #expect(source.diagnostics.map(\.code) == ["text.invalidUTF8"])
    }

    @Test(arguments: [[0x0A, 0x00, 0x00, 0xD8], [0x0A, 0x00, 0x3D, 0xDE], [0x0A, 0x00, 0x41]] as [[UInt8]])
    func halfACharacterOfUTF16IsReported(end: [UInt8]) throws {
        let text = String(repeating: "Plain words. ", count: 20)
        let source = try read([0xFF, 0xFE] + Self.littleEndian(text).flatMap { $0 } + end)
        #expect(source.text.hasPrefix(text))
        #expect(source.diagnostics.map(\.code) == ["text.invalidUTF16"])
        #expect(source.diagnostics.first?.line == 2)
    }

    @Test func noiseWithAMarkOfUTF16IsBinary() throws {
        var random = SeededRandom(seed: 1)
        let error = try #require(throws: BatchError.self) {
            try read([0xFF, 0xFE] + (0..<4_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
        #expect(error.code == .inputNotText)
    }

    @Test(arguments: ["RIFF raff", "ID3 tags", "GIF89 or not", "OggS", "BZh", "fLaC"])
    func aWordThatIsAlsoASignatureIsText(text: String) throws {
        #expect(try read(Array(text.utf8)).text == text)
    }

    @Test func guessingUTF16IsReported() throws {
        let source = try read(Self.littleEndian("Plain words").flatMap { $0 })
        #expect(source.diagnostics.map(\.code) == ["text.encodingGuessed"])
    }

    @Test(
        arguments: [
            (Array("%PDF-1.7 …".utf8), "PDF"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "PNG"),
            ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "program"),
            (Array("PK\u{3}\u{4}..............mimetypeapplication/epub+zip".utf8), "EPUB"),
            (Array("PK\u{3}\u{4}..............word/document.xml".utf8), "ZIP"),
            (Array("{\\rtf1 Hello}".utf8), "rich text"),
            (Array("RIFF".utf8) + [0x24, 0x08, 0, 0] + Array("WAVEfmt ".utf8), "WAV"),
            (Array("ID3".utf8) + [3, 0, 0, 0, 0, 15, 118], "MP3"),
            ((0..<400).map { UInt8(truncatingIfNeeded: $0 &* 37) }, "binary"),
            (Array("text with\u{0}\u{1}\u{2} in it".utf8), "binary"),
        ] as [([UInt8], String)]
    )
    func refusesWhatIsNotText(bytes: [UInt8], kind: String) throws {
        let error = try #require(throws: BatchError.self) { try read(bytes) }
        #expect(error.code == .inputNotText)
        #expect(error.message.contains(kind))
        #expect(error.message.contains("book.txt"))
        #expect(!error.remedy.isEmpty)
    }

    @Test func anEPUBIsToBeConvertedFirst() throws {
        let error = try #require(throws: BatchError.self) {
            try read(Array("PK\u{3}\u{4}..............mimetypeapplication/epub+zip".utf8))
        }
        #expect(error.remedy.hasPrefix("Convert it to text first"))
    }

    @Test(arguments: ["", " \n\t\r\n ", "\u{FEFF}"]) func refusesEmptyText(text: String) throws {
        let error = try #require(throws: BatchError.self) { try read(Array(text.utf8)) }
        #expect(error.code == .inputEmpty)
    }

    @Test(arguments: [
        ("notes.md", true), ("A.MARKDOWN", true), ("a.txt", false), ("-", false),
    ])
    func tellsMarkdownByItsName(name: String, isMarkdown: Bool) throws {
        #expect(try read(Array("A [lamp](target)".utf8), name: name).omissions.isEmpty != isMarkdown)
    }

    @Test func refusesAMissingFile() throws {
        let error = try #require(throws: BatchError.self) {
            try SourceReader().read(contentsOf: URL(filePath: "/nowhere/at all.txt"))
        }
        #expect(error.code == .inputNotFound)
        #expect(error.message.contains("/nowhere/at all.txt"))
    }

    @Test func refusesAFolder() throws {
        let error = try #require(throws: BatchError.self) { try SourceReader().read(contentsOf: Repository.root) }
        #expect(error.code == .inputUnreadable)
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
    func refusesAFileItMayNotRead() throws {
        try ScratchFolder.with(["secret.txt": "words"]) { folder in
            let file = folder.appending(path: "secret.txt")
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
            let error = try #require(throws: BatchError.self) { try SourceReader().read(contentsOf: file) }
            #expect(error.code == .inputUnreadable)
        }
    }
}
