/// Reads plain text: paragraphs by empty lines, indents or lines, headings by the forms that books use.
package struct PlainTextFormat: TextFormat {
    package static let extensions: Set<String> = ["txt", "text"]

    package init() {}

    /// Whatever no other format knows is taken for text; what is none cannot be decoded.
    package func detect(head: ArraySlice<UInt8>, name: String) -> Bool { true }

    package func document(of text: String, name: String) -> Document {
        var builder = DocumentBuilder(name: name, source: SourceBytes(text))
        PlainTextParser(source: builder.source).parse(into: &builder)
        return Document(builder)
    }
}

/// Finds what a plain text is made of.
struct PlainTextParser {
    let source: SourceBytes

    func parse(into builder: inout DocumentBuilder) {
        let skips = IllustrationFinder(source: source).skips()
        for skip in skips {
            builder.omit(skip.range, .illustration)
            builder.skip(skip.range)
        }
        let lines = LineScanner.lines(of: source, skips: skips)
        let frame = GutenbergFrame(source: source, lines: lines)
        builder.metadata.add(frame.metadata)
        let contents = ContentsFinder(source: source, lines: lines, body: frame.body).lists()
        for omission in frame.omissions {
            builder.omit(omission.range, omission.reason)
        }
        for list in contents {
            let end = lines[list.upperBound - 1].range.upperBound
            builder.omit(lines[list.lowerBound].range.lowerBound..<end, .contents)
        }
        let paragraphs = ParagraphFinder(source: source, lines: lines, body: frame.body, leftOut: contents).paragraphs()
        let titlePage = TitlePage(source: source, lines: lines, paragraphs: paragraphs)
        builder.metadata.add(titlePage.metadata)
        for (index, paragraph) in paragraphs.prefix(titlePage.paragraphCount).enumerated() {
            let pieces = lines[paragraph.lines].map(\.range)
            if index == 0 {
                builder.addChapterHeading(pieces, level: 0, join: .stop)
            } else {
                builder.add(.heading(level: 1, startsChapter: false), pieces, join: .stop)
            }
        }
        add(Array(paragraphs.dropFirst(titlePage.paragraphCount)), lines: lines, to: &builder)
    }

    private func add(_ paragraphs: [Paragraph], lines: [Line], to builder: inout DocumentBuilder) {
        let candidates = HeadingFinder(source: source, lines: lines, paragraphs: paragraphs).candidates()
        let roles = HeadingSelector(candidates, paragraphs: paragraphs, source: source, lines: lines).roles()
        var awaitsTitle: HeadingSelector.Role?
        for (index, paragraph) in paragraphs.enumerated() {
            var pieces = lines[paragraph.lines].map(\.range)
            if paragraph.isSceneBreak {
                builder.addSceneBreak()
            } else if let (heading, role) = roles[index] {
                pieces[0] = withoutHashes(pieces[0], of: heading)
                add(pieces.prefix(heading.lineCount), as: role, join: heading.isStacked ? .stop : .space, to: &builder)
                if heading.lineCount < pieces.count { builder.add(.body, pieces.dropFirst(heading.lineCount)) }
                awaitsTitle = heading.hasTitle || heading.lineCount < pieces.count ? nil : role
                continue
            } else if let role = awaitsTitle, isTitle(paragraph, lines), index + 1 < paragraphs.count,
                roles[index + 1] == nil
            {
                if case .chapter(let level) = role {
                    builder.addChapterHeading(pieces, level: level + 1)
                } else {
                    add(pieces, as: role, join: .space, to: &builder)
                }
            } else {
                builder.add(.body, pieces)
            }
            awaitsTitle = nil
        }
    }

    private func add(
        _ pieces: some Sequence<Range<Int>>,
        as role: HeadingSelector.Role,
        join: LineJoin,
        to builder: inout DocumentBuilder
    ) {
        switch role {
        case .chapter(let level): builder.addChapterHeading(pieces, level: level, join: join)
        case .subheading: builder.add(.heading(level: 3, startsChapter: false), pieces, join: join)
        }
    }

    /// The first line of a heading without the marks of `# Title`.
    private func withoutHashes(_ line: Range<Int>, of heading: HeadingCandidate) -> Range<Int> {
        guard case .marked = heading.form else { return line }
        let start = source.bytes[line].firstIndex { $0 != UInt8(ascii: "#") && $0 != 0x20 }
        return (start ?? line.upperBound)..<line.upperBound
    }

    /// Whether a paragraph right under a numbered heading is its title.
    private func isTitle(_ paragraph: Paragraph, _ lines: [Line]) -> Bool {
        guard paragraph.lines.count <= 2 else { return false }
        let text = paragraph.lines.map { source.string(lines[$0].range) }.joined(separator: " ")
        return text.count <= 100 && HeadingTitle.isTitleLike(text)
    }
}

/// Reads title and author from the top of a text: a short line, then `by` and a name.
struct TitlePage {
    private(set) var metadata = DocumentMetadata()
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
        metadata = DocumentMetadata(title: rows[0].text, author: author.text.trimmingCharacters(" ,."))
        let isLastOfParagraph = rows.last { $0.paragraph == author.paragraph }?.text.hasSuffix(author.text) == true
        paragraphCount = isLastOfParagraph ? author.paragraph + 1 : 0
    }
}

/// Finds the notes that stand for pictures: `[Illustration]`, `[Illustration: The Lamp]`, over several lines or
/// within one.
struct IllustrationFinder {
    let source: SourceBytes

    /// Longer ones have lost their closing bracket.
    private static let longest = 2_000

    func skips() -> [Skip] {
        let bytes = source.bytes
        var result: [Skip] = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "[")) {
            index = start + 1
            let limit = min(bytes.count, start + Self.longest)
            let word = start..<min(bytes.count, start + 13)
            guard source.firstIndex(of: "[ILLUSTRATION", in: word) == start, let end = closing(start, limit: limit)
            else {
                continue
            }
            result.append(Skip(start..<end))
            index = end
        }
        return result
    }

    private func closing(_ start: Int, limit: Int) -> Int? {
        var depth = 0
        for index in start..<limit {
            switch source.bytes[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    return index + 1
                }
            default: break
            }
        }
        return nil
    }
}
