/// Parses Markdown: headings make chapters, and only what a reader would see is spoken.
struct MarkdownParser {
    let source: SourceBytes

    func parse(into builder: inout ManuscriptBuilder) {
        let comments = CommentFinder.skips(in: source)
        for comment in comments {
            builder.omit(comment.range, .comment)
        }
        var lines = LineScanner.lines(of: source, skips: comments)
        if let frontMatter = FrontMatter(source: source, lines: lines) {
            builder.metadata.add(frontMatter.metadata)
            builder.omit(frontMatter.range, .frontMatter)
            lines.removeAll { $0.range.lowerBound < frontMatter.range.upperBound }
        }
        var blocks = MarkdownScanner.blocks(of: lines, in: source)
        if !blocks.contains(where: \.isHeading) {
            blocks = blocks.map(promotingHeading)
        }
        let levels = MarkdownLevels(blocks)
        var pending = comments[...]
        var index = 0
        while index < blocks.count {
            if let end = contentsEnd(blocks, at: index) {
                builder.omit(blocks[index].range.lowerBound..<blocks[end - 1].range.upperBound, .contents)
                index = end
                continue
            }
            while let first = pending.first, first.range.upperBound <= blocks[index].range.lowerBound {
                pending = pending.dropFirst()
            }
            add(blocks[index], levels: levels, comments: pending, to: &builder)
            index += 1
        }
    }

    private func add(
        _ block: MarkdownBlock,
        levels: MarkdownLevels,
        comments: ArraySlice<Skip>,
        to builder: inout ManuscriptBuilder
    ) {
        let pieces = block.pieces.map { withoutFootnoteLabel($0, builder: &builder) }
        prepare(pieces, comments: comments, for: &builder)
        switch block.kind {
        case .omitted(let reason):
            builder.omit(block.range, reason)
        case .thematicBreak:
            builder.addSceneBreak()
        case .heading(let level):
            if let chapterLevel = levels.chapterLevel(of: level) {
                builder.addChapterHeading(pieces, level: chapterLevel)
            } else {
                builder.addSubheading(pieces)
            }
            noteTitle(level: level, levels: levels, builder: &builder)
        case .tableRow:
            builder.addBody(pieces, join: .comma)
        case .paragraph, .listItem:
            builder.addBody(pieces)
        }
    }

    private func prepare(_ pieces: [Range<Int>], comments: ArraySlice<Skip>, for builder: inout ManuscriptBuilder) {
        guard let start = pieces.first?.lowerBound, let end = pieces.last?.upperBound else { return }
        let inside = comments.prefix { $0.range.lowerBound < end }.filter { $0.range.overlaps(start..<end) }
        let inline = MarkdownInline.skips(of: pieces, in: source, without: inside)
        for skip in inline {
            if let reason = skip.reason {
                builder.omit(skip.range, reason)
            }
        }
        builder.normalizer.skips = (inline + inside).sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The text of a footnote without the `[^1]:` before it.
    private func withoutFootnoteLabel(_ piece: Range<Int>, builder: inout ManuscriptBuilder) -> Range<Int> {
        let bytes = source.bytes[piece]
        guard bytes.starts(with: "[^".utf8), let end = bytes.prefix(60).firstIndex(of: UInt8(ascii: "]")),
            end + 1 < piece.upperBound, bytes[end + 1] == UInt8(ascii: ":")
        else { return piece }
        builder.omit(piece.lowerBound..<end + 2, .footnoteMark)
        return source.trimmed(end + 2..<piece.upperBound).range
    }

    private func noteTitle(level: Int, levels: MarkdownLevels, builder: inout ManuscriptBuilder) {
        guard level == levels.title else { return }
        builder.metadata.add(SourceMetadata(title: builder.lastHeading))
    }

    /// A paragraph whose own words make it a heading, in a file without any Markdown headings.
    private func promotingHeading(_ block: MarkdownBlock) -> MarkdownBlock {
        guard block.kind == .paragraph, block.pieces.count == 1, source.mayBeHeading(block.range),
            let heading = HeadingLine(source.string(block.range)), heading.form.identity != nil
        else { return block }
        return MarkdownBlock(kind: .heading(level: heading.form.level), pieces: block.pieces)
    }

    /// The block after a list of contents that starts here, or nil.
    private func contentsEnd(_ blocks: [MarkdownBlock], at index: Int) -> Int? {
        guard blocks[index].isHeading, blocks[index].range.count <= 60,
            HeadingKeyword.contents.contains(source.string(blocks[index].range).trimmingMarks().lowercased())
        else { return nil }
        let entries = blocks[(index + 1)...].prefix { $0.kind == .listItem }
        guard entries.count >= 2, entries.endIndex == blocks.count || blocks[entries.endIndex].kind != .paragraph else {
            return nil
        }
        return entries.endIndex
    }
}

/// A block of Markdown with its container marks stripped.
struct MarkdownBlock {
    /// What a block is.
    enum Kind: Equatable {
        case heading(level: Int)
        case paragraph
        case listItem
        case tableRow
        case thematicBreak
        case omitted(Omission.Reason)
    }

    var kind: Kind
    /// The stretches of its lines, or of its cells.
    var pieces: [Range<Int>]

    /// Everything from its first to its last stretch.
    var range: Range<Int> {
        (pieces.first?.lowerBound ?? 0)..<(pieces.last?.upperBound ?? 0)
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

extension MarkdownBlock {
    var headingLevel: Int? {
        if case .heading(let level) = kind { level } else { nil }
    }

    var isHeading: Bool { headingLevel != nil }
}
