internal import TextKit

/// A well-known kind of file that is not text, told by its first bytes.
struct BinaryFormat {
    /// The kind with its article, such as `a PDF`.
    let description: String
    let remedy: String

    init?(_ bytes: [UInt8]) {
        let head = bytes.prefix(120)
        if head.starts(with: "PK\u{3}\u{4}".utf8) {
            let start = String(decoding: head, as: UTF8.self)
            let isEPUB = start.contains("application/epub+zip")
            description = isEPUB ? "an EPUB" : "a ZIP archive (or an office document)"
            remedy =
                isEPUB
                ? "Convert it to text first, for example with Calibre or pandoc."
                : "Unpack it, or export its text as a .txt or .md file."
            return
        }
        if head.count >= 68, head[60..<68].elementsEqual("BOOKMOBI".utf8) {
            description = "a Kindle book"
            remedy = "Convert it to text first, for example with Calibre."
            return
        }
        guard let known = Self.signatures.first(where: { head.starts(with: $0.signature) }) else { return nil }
        // A text may begin with `RIFF` or `ID3` too.
        let isWord = known.signature.allSatisfy { Unicode.Scalar($0).isSpeakable }
        guard !isWord || head.contains(where: { $0 < 0x09 }) else { return nil }
        description = known.description
        remedy = known.isDocument ? Self.convert : "Give a text file (.txt or .md)."
    }

    private static let convert = "Convert it to text first, for example with pandoc, and enqueue the result."

    private static let signatures: [(signature: [UInt8], description: String, isDocument: Bool)] = [
        (Array("%PDF".utf8), "a PDF", true),
        (Array("{\\rtf".utf8), "a rich text document", true),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old office document", true),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG picture", false),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture", false),
        (Array("GIF8".utf8), "a GIF picture", false),
        ([0x7F, 0x45, 0x4C, 0x46], "a program", false),
        ([0xCF, 0xFA, 0xED, 0xFE], "a program", false),
        (Array("MZ\u{90}".unicodeScalars.map { UInt8($0.value) }), "a program", false),
        ([0x1F, 0x8B], "a gzip archive", false),
        (Array("BZh".utf8), "a bzip2 archive", false),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive", false),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive", false),
        (Array("ID3".utf8), "an MP3 recording", false),
        (Array("RIFF".utf8), "a WAV recording", false),
        (Array("OggS".utf8), "an Ogg recording", false),
        (Array("fLaC".utf8), "a FLAC recording", false),
        (Array("SQLite format 3".utf8), "a database", false),
    ]
}
