internal import Core

/// Reads title, author and language from the header of a Project Gutenberg text.
struct GutenbergHeader {
    private(set) var metadata = SourceMetadata()

    /// - Parameter lines: The text of each line, its indent, and how many empty lines stand before it.
    init(_ lines: [(text: String, indent: Int, blanksBefore: Int)]) {
        var index = 0
        while index < lines.count {
            let line = lines[index]
            index += 1
            guard let colon = line.text.firstIndex(of: ":") else { continue }
            var value = String(line.text[line.text.index(after: colon)...].drop { $0 == " " })
            // A long value goes on in indented lines.
            while index < lines.count, lines[index].blanksBefore == 0, lines[index].indent > line.indent {
                value += " " + lines[index].text
                index += 1
            }
            guard !value.isEmpty else { continue }
            switch line.text[..<colon].lowercased() {
            case "title": metadata.add(SourceMetadata(title: value))
            case "author": metadata.add(SourceMetadata(author: value))
            case "language": metadata.add(SourceMetadata(language: LanguageTag.tag(value)))
            default: break
            }
        }
    }
}
