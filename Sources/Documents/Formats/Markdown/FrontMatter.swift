internal import Core

/// The block of settings at the top of a Markdown file, between `---` (YAML) or `+++` (TOML) lines.
struct FrontMatter {
    let range: Range<Int>
    private(set) var metadata = DocumentMetadata()

    /// Nil when the source does not start with such a block.
    init?(source: SourceBytes, comments: [Range<Int>]) {
        let lines = LineScanner.lines(of: source, skips: comments.map { Skip($0) })
        guard let first = lines.first, first.number == 1 else { return nil }
        let fence = source.string(first.range)
        guard fence == "---" || fence == "+++" else { return nil }
        // Settings are short; a break further down is one of the text.
        let closing = lines.dropFirst().prefix(200).firstIndex {
            let text = source.string($0.range)
            return text == fence || (fence == "---" && text == "...")
        }
        guard let closing, lines[1..<closing].contains(where: { Self.pair(source.string($0.range)) != nil }) else {
            return nil
        }
        range = first.range.lowerBound..<lines[closing].range.upperBound
        for line in lines[1..<closing] {
            guard let (key, value) = Self.pair(source.string(line.range)), !value.isEmpty else { continue }
            switch key {
            case "title": metadata.add(DocumentMetadata(title: value))
            case "author", "authors", "creator": metadata.add(DocumentMetadata(author: value))
            case "language", "lang": metadata.add(DocumentMetadata(language: LanguageTag.tag(value)))
            default: break
            }
        }
    }

    private static func pair(_ line: String) -> (key: String, value: String)? {
        guard let separator = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { return nil }
        let key = line[..<separator].lowercased().filter { !$0.isWhitespace }
        guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) }) else { return nil }
        return (key, String(line[line.index(after: separator)...]).trimmingCharacters(" \t\"'[]"))
    }
}
