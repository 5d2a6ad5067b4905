internal import Core

/// Reads Markdown: headings make chapters, and only what a reader would see is spoken.
package struct MarkdownFormat: TextFormat {
    package static let extensions: Set<String> = ["md", "markdown", "mdown", "mkd"]

    package init() {}

    /// Markdown looks like any text, so its name has to tell.
    package func detect(head: ArraySlice<UInt8>, name: String) -> Bool { isNamed(name) }

    package func document(of text: String, name: String) throws -> Document {
        var builder = DocumentBuilder(name: name, source: SourceBytes(text))
        try MarkdownParser(source: builder.source).parse(into: &builder)
        return Document(builder)
    }
}

/// Finds what a Markdown text is made of.
private struct MarkdownParser {
    let source: SourceBytes

    func parse(into builder: inout DocumentBuilder) throws {
        let comments = CommentFinder.comments(in: source)
        for comment in comments {
            builder.omit(comment, .comment)
            builder.skip(comment)
        }
        let frontMatter = FrontMatter(source: source, comments: comments)
        if let frontMatter {
            builder.metadata.add(frontMatter.metadata)
            builder.omit(frontMatter.range, .frontMatter)
        }
        var text = MarkdownText(source, from: frontMatter?.range.upperBound ?? 0, comments: comments)
        guard let reader = MarkdownReader.read(&text) else {
            throw BatchError(
                .inputUnreadable,
                "There is not enough memory to read “\(builder.name)”.",
                remedy: "Split it into several files, or close other programs."
            )
        }
        for label in text.footnoteLabels { builder.omit(label, .footnoteMark) }
        for omission in reader.omissions where !omission.range.isEmpty {
            builder.omit(text.sourceRange(of: omission.range), omission.reason)
        }
        for skip in reader.skips { builder.skip(text.sourceRange(of: skip.range), replacement: skip.replacement) }
        add(reader.blocks, of: text, to: &builder)
    }

    private func add(_ blocks: [MarkdownBlock], of text: MarkdownText, to builder: inout DocumentBuilder) {
        let bytes = SourceBytes(text.bytes)
        var blocks = blocks
        if !blocks.contains(where: \.isHeading) {
            blocks = blocks.map { promotingHeading($0, in: bytes) }
        }
        let levels = MarkdownLevels(blocks)
        var index = 0
        while index < blocks.count {
            if let end = contentsEnd(blocks, at: index, in: bytes) {
                let last = blocks[end - 1].range.upperBound
                let lineEnd = bytes.bytes[last...].firstIndex(of: 0x0A) ?? bytes.bytes.count
                builder.omit(text.sourceRange(of: blocks[index].range.lowerBound..<lineEnd), .contents)
                index = end
                continue
            }
            add(blocks[index], levels: levels, of: text, to: &builder)
            index += 1
        }
    }

    private func add(
        _ block: MarkdownBlock,
        levels: MarkdownLevels,
        of text: MarkdownText,
        to builder: inout DocumentBuilder
    ) {
        let lines = block.lines.map { text.sourceRange(of: $0) }
        switch block.kind {
        case .sceneBreak: builder.addSceneBreak()
        case .paragraph, .listItem: builder.add(.body, lines)
        case .tableRow: builder.add(.body, lines, join: .comma)
        case .heading(let level):
            let chapterLevel = levels.chapterLevel(of: level)
            builder.add(
                .heading(level: chapterLevel ?? level, startsChapter: chapterLevel != nil),
                lines,
                namesWork: level == levels.title
            )
        }
    }

    /// A paragraph whose own words make it a heading, in a file without any Markdown headings.
    private func promotingHeading(_ block: MarkdownBlock, in bytes: SourceBytes) -> MarkdownBlock {
        guard block.kind == .paragraph, block.lines.count == 1, bytes.mayBeHeading(block.range),
            let heading = HeadingLine(bytes.string(block.range)), heading.form.identity != nil
        else { return block }
        return MarkdownBlock(kind: .heading(level: heading.form.level), lines: block.lines)
    }

    /// The block after a list of contents that starts here, or nil.
    private func contentsEnd(_ blocks: [MarkdownBlock], at index: Int, in bytes: SourceBytes) -> Int? {
        guard blocks[index].isHeading, blocks[index].range.count <= 60,
            HeadingKeyword.contents.contains(bytes.string(blocks[index].range).trimmingMarks().lowercased())
        else { return nil }
        let entries = blocks[(index + 1)...].prefix { $0.kind == .listItem }
        guard entries.count >= 2, entries.endIndex == blocks.count || blocks[entries.endIndex].kind != .paragraph else {
            return nil
        }
        return entries.endIndex
    }
}

/// Decides which heading levels of a Markdown file start chapters.
struct MarkdownLevels {
    /// The level of the book's title: the highest one, if a single heading at the top has it and others lie below.
    let title: Int?
    private let chapter: Int

    init(_ blocks: [MarkdownBlock]) {
        let levels = blocks.compactMap(\.headingLevel)
        let highest = levels.min() ?? 1
        let below = levels.filter { $0 > highest }.min()
        let isTitled = levels.first == highest && levels.count(where: { $0 == highest }) == 1
        if isTitled, let below {
            title = highest
            chapter = below
        } else {
            title = isTitled ? highest : nil
            chapter = highest
        }
    }

    /// How deep a chapter of this heading lies (0 for the title of the work), or nil for a heading inside a chapter.
    func chapterLevel(of level: Int) -> Int? {
        if level == title, level != chapter {
            return 0
        }
        return level <= chapter ? 1 : nil
    }
}
