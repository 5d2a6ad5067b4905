internal import Core
internal import TextKit

/// Understands a source as a book: what is heading, paragraph and scene break, and what is not to be spoken at all.
package struct ManuscriptParser: Sendable {
    package init() {}

    /// Parses one source.
    ///
    /// - Throws: `BatchError` `input.empty` when nothing in it can be spoken.
    package func parse(_ source: SourceText) throws -> Manuscript {
        var builder = ManuscriptBuilder(source: SourceBytes(source.text))
        builder.diagnostics = source.diagnostics
        switch source.kind {
        case .plain:
            PlainTextParser(source: builder.source).parse(into: &builder)
        case .markdown:
            MarkdownParser(source: builder.source).parse(into: &builder)
        }
        return try builder.build(name: source.name)
    }
}

/// Collects blocks into chapters while a parser goes through a source from top to bottom.
struct ManuscriptBuilder {
    let source: SourceBytes
    var metadata = SourceMetadata()
    var diagnostics: [Diagnostic] = []
    var normalizer: SpeechNormalizer
    private var chapters: [ManuscriptChapter] = []
    private var omissions: [(range: Range<Int>, reason: Omission.Reason)] = []
    /// The level of the last chapter heading, while nothing but headings has followed it.
    private var openHeadingLevel: Int?

    init(source: SourceBytes) {
        self.source = source
        normalizer = SpeechNormalizer(source: source)
    }

    mutating func omit(_ range: Range<Int>, _ reason: Omission.Reason) {
        guard !range.isEmpty else { return }
        omissions.append((range, reason))
    }

    /// Adds a paragraph, given as the stretches of its lines.
    mutating func addBody(_ pieces: some Sequence<Range<Int>>, join: LineJoin = .space) {
        guard let block = makeBlock(.body, pieces, join: join) else { return }
        openHeadingLevel = nil
        append(block)
    }

    /// Adds a heading that stands inside a chapter.
    mutating func addSubheading(_ pieces: some Sequence<Range<Int>>, join: LineJoin = .space) {
        guard let block = makeBlock(.heading, pieces, join: join) else { return }
        append(block)
    }

    /// Adds a heading that starts a chapter, or joins the one right above it.
    ///
    /// `level` is 1 for a book or part, then deeper; 0 for the title of the whole work, which names no chapter. Directly under
    /// a heading of a higher level it becomes part of that chapter's title.
    mutating func addChapterHeading(_ pieces: some Sequence<Range<Int>>, level: Int, join: LineJoin = .space) {
        guard let block = makeBlock(.heading, pieces, join: join) else { return }
        let title = TitleLine.shortened(normalizer.spoken.string(block.spoken))
        if let open = openHeadingLevel, let chapter = chapters.indices.last {
            let above = open > 0 && level > open ? chapters[chapter].title : nil
            chapters[chapter].title = above.map { TitleLine.shortened("\($0) \u{2014} \(title)") } ?? title
            chapters[chapter].blocks.append(block)
        } else {
            chapters.append(ManuscriptChapter(title: title, blocks: [block]))
        }
        openHeadingLevel = level
    }

    /// Adds a heading that names the chapter whose number stood right before it.
    mutating func addChapterTitle(_ pieces: some Sequence<Range<Int>>) {
        addChapterHeading(pieces, level: (openHeadingLevel ?? 0) + 1)
    }

    mutating func addSceneBreak() {
        guard let chapter = chapters.indices.last, let block = chapters[chapter].blocks.indices.last else { return }
        chapters[chapter].blocks[block].endsScene = true
    }

    /// The text of the heading added last, while nothing else has followed it.
    var lastHeading: String? {
        guard let block = chapters.last?.blocks.last, block.kind == .heading else { return nil }
        return normalizer.spoken.string(block.spoken)
    }

    private mutating func append(_ block: ManuscriptBlock) {
        if chapters.isEmpty {
            chapters.append(ManuscriptChapter(title: nil, blocks: []))
        }
        chapters[chapters.count - 1].blocks.append(block)
    }

    private mutating func makeBlock(
        _ kind: ManuscriptBlock.Kind,
        _ pieces: some Sequence<Range<Int>>,
        join: LineJoin
    ) -> ManuscriptBlock? {
        normalizer.begin()
        var previous: Range<Int>?
        for piece in pieces {
            if let previous {
                normalizer.breakLine(previous.upperBound..<piece.lowerBound, join: join)
            }
            normalizer.append(piece)
            previous = piece
        }
        guard let spoken = normalizer.finish() else { return nil }
        return ManuscriptBlock(kind: kind, range: normalizer.spoken.sourceRange(of: spoken), spoken: spoken)
    }

    /// The finished manuscript.
    ///
    /// - Throws: `BatchError` `input.empty` when nothing speakable was added.
    func build(name: String) throws -> Manuscript {
        guard !chapters.isEmpty else {
            throw BatchError(
                .inputEmpty,
                "“\(name)” has nothing to speak.",
                remedy: omissions.isEmpty
                    ? "Give a file that contains words."
                    : "Give a file with words outside its header, licence, code blocks and contents list."
            )
        }
        let omitted = OmissionList(omissions + normalizer.footnoteMarks.map { ($0, .footnoteMark) })
        return Manuscript(
            title: metadata.title,
            author: metadata.author,
            language: metadata.language,
            chapters: chapters,
            omissions: omitted.omissions,
            diagnostics: diagnostics + omitted.diagnostics(in: source),
            spoken: normalizer.spoken
        )
    }
}

/// What a source says of itself in its header, its front matter or on its title page.
struct SourceMetadata: Sendable {
    var title: String?
    var author: String?
    /// A BCP 47 tag.
    var language: String?

    /// Fills what is still unknown; what has nothing to show stays unknown.
    mutating func add(_ other: SourceMetadata) {
        title = title ?? other.title.flatMap(TitleLine.clean)
        author = author ?? other.author.flatMap(TitleLine.clean)
        language = language ?? other.language
    }
}
