/// Reads title and author from the top of a text: a short line, then `by` and a name.
struct TitlePage {
    private(set) var metadata = SourceMetadata()
    /// How many paragraphs at the top hold nothing but title and author.
    private(set) var paragraphCount = 0

    init(source: SourceBytes, lines: [Line], paragraphs: [Paragraph]) {
        let top = paragraphs.prefix(3).filter { paragraph in
            !paragraph.isSceneBreak && paragraph.lines.count <= 3
                && paragraph.lines.allSatisfy { lines[$0].range.count <= 200 }
        }
        let rows = top.enumerated().flatMap { index, paragraph in
            paragraph.lines.map { (text: source.string(lines[$0].range).trimmingMarks(), paragraph: index) }
        }
        guard rows.count >= 2, rows[0].text.count <= 80, !source.endsSentence(lines[top[0].lines.lowerBound].range)
        else {
            return
        }
        let isApart = rows[1].paragraph != rows[0].paragraph || HeadingTitle.isCapitals(rows[0].text)
        var author = rows[1]
        if author.text.lowercased() == "by", rows.count > 2 {
            author = rows[2]
        } else if author.text.lowercased().hasPrefix("by ") {
            author.text = String(author.text.dropFirst(3))
        } else {
            return
        }
        guard let first = author.text.first, author.text.count <= 60, first.isUppercase || isApart else { return }
        metadata = SourceMetadata(title: rows[0].text, author: author.text.trimmingCharacters(" ,."))
        let isLastOfParagraph = rows.last { $0.paragraph == author.paragraph }?.text.hasSuffix(author.text) == true
        paragraphCount = isLastOfParagraph ? author.paragraph + 1 : 0
    }
}
