/// Parses plain text: paragraphs by empty lines, indents or lines, headings by the forms that books use.
struct PlainTextParser {
    let source: SourceBytes
    /// What the caller has found not to be spoken, in order.
    var skips: [Skip] = []

    func parse(into builder: inout ManuscriptBuilder) {
        let skips = (skips + IllustrationFinder(source: source).skips()).sorted {
            $0.range.lowerBound < $1.range.lowerBound
        }
        for skip in skips {
            if let reason = skip.reason {
                builder.omit(skip.range, reason)
            }
        }
        builder.normalizer.skips = skips
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
                builder.addSubheading(pieces, join: .stop)
            }
        }
        add(Array(paragraphs.dropFirst(titlePage.paragraphCount)), lines: lines, to: &builder)
    }

    private func add(_ paragraphs: [Paragraph], lines: [Line], to builder: inout ManuscriptBuilder) {
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
                builder.addBody(pieces.dropFirst(heading.lineCount))
                awaitsTitle = heading.hasTitle || heading.lineCount < pieces.count ? nil : role
                continue
            } else if let role = awaitsTitle, isTitle(paragraph, lines), index + 1 < paragraphs.count,
                roles[index + 1] == nil
            {
                if case .chapter = role {
                    builder.addChapterTitle(pieces)
                } else {
                    builder.addSubheading(pieces)
                }
            } else {
                builder.addBody(pieces)
            }
            awaitsTitle = nil
        }
    }

    private func add(
        _ pieces: some Sequence<Range<Int>>,
        as role: HeadingSelector.Role,
        join: LineJoin,
        to builder: inout ManuscriptBuilder
    ) {
        switch role {
        case .chapter(let level): builder.addChapterHeading(pieces, level: level, join: join)
        case .subheading: builder.addSubheading(pieces, join: join)
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
