/// Reads title and author from the top of a text: a short line, then `by` and a name.
struct TitlePage {
    private(set) var metadata = SourceMetadata()

    init(source: SourceBytes, lines: [Line], paragraphs: [Paragraph]) {
        let texts = paragraphs.prefix(2).flatMap { $0.lines.prefix(3) }.prefix(3).map { source.string(lines[$0].range) }
        guard texts.count >= 2, texts[0].count <= 80 else { return }
        var author = texts[1].trimmingMarks()
        if author.lowercased() == "by", texts.count > 2 {
            author = texts[2].trimmingMarks()
        } else if author.lowercased().hasPrefix("by ") {
            author = String(author.dropFirst(3))
        } else {
            return
        }
        guard author.first?.isUppercase == true, author.count <= 60, author.last != "." || author.count < 40 else { return }
        metadata = SourceMetadata(title: texts[0].trimmingMarks(), author: author.trimmingCharacters(" ,."))
    }
}
