internal import Core
package import Documents
internal import TextKit

extension Manuscript {
    /// Turns a document into chapters of headings and paragraphs, as they are spoken.
    ///
    /// - Throws: `BatchError` `input.empty` when nothing in it can be spoken.
    package init(_ document: Document) throws {
        var builder = ManuscriptBuilder(document)
        for block in document.blocks {
            builder.add(block)
        }
        self = try builder.build()
    }
}

/// Collects blocks into chapters while it goes through a document from top to bottom.
private struct ManuscriptBuilder {
    private let document: Document
    private var title: String?
    private var normalizer: SpeechNormalizer
    private var chapters: [ManuscriptChapter] = []
    /// The level of the last chapter heading, while nothing but headings has followed it.
    private var openHeadingLevel: Int?

    init(_ document: Document) {
        self.document = document
        title = document.metadata.title
        normalizer = SpeechNormalizer(source: document.parts[0], skips: document.skips(in: 0))
    }

    mutating func add(_ block: DocumentBlock) {
        switch block.kind {
        case .sceneBreak:
            endScene()
        case .body:
            guard let body = makeBlock(.body, block) else { return }
            openHeadingLevel = nil
            append(body)
        case .heading(let level, let startsChapter):
            guard let heading = makeBlock(.heading, block) else { return }
            let text = normalizer.spoken.string(heading.spoken)
            if block.namesWork { title = title ?? TitleLine.clean(text) }
            if startsChapter {
                open(heading, text: text, level: level)
            } else {
                append(heading)
            }
        }
    }

    /// Adds a heading that starts a chapter, or joins the one right above it.
    ///
    /// Directly under a heading of a higher level it becomes part of that chapter's title.
    private mutating func open(_ heading: ManuscriptBlock, text: String, level: Int) {
        let title = TitleLine.shortened(text)
        if let open = openHeadingLevel, let chapter = chapters.indices.last {
            let above = open > 0 && level > open ? chapters[chapter].title : nil
            chapters[chapter].title = above.map { TitleLine.shortened("\($0) \u{2014} \(title)") } ?? title
            chapters[chapter].blocks.append(heading)
        } else {
            chapters.append(ManuscriptChapter(title: title, blocks: [heading]))
        }
        openHeadingLevel = level
    }

    private mutating func endScene() {
        guard let chapter = chapters.indices.last, let block = chapters[chapter].blocks.indices.last else { return }
        chapters[chapter].blocks[block].endsScene = true
    }

    private mutating func append(_ block: ManuscriptBlock) {
        if chapters.isEmpty {
            chapters.append(ManuscriptChapter(title: nil, blocks: []))
        }
        chapters[chapters.count - 1].blocks.append(block)
    }

    private mutating func makeBlock(_ kind: ManuscriptBlock.Kind, _ block: DocumentBlock) -> ManuscriptBlock? {
        normalizer.begin()
        var previous: Range<Int>?
        for line in document.lines(of: block) {
            if let previous {
                normalizer.breakLine(previous.upperBound..<line.lowerBound, join: block.join)
            }
            normalizer.append(line)
            previous = line
        }
        guard let spoken = normalizer.finish() else { return nil }
        return ManuscriptBlock(kind: kind, range: normalizer.spoken.sourceRange(of: spoken), spoken: spoken)
    }

    /// The finished manuscript.
    ///
    /// - Throws: `BatchError` `input.empty` when nothing speakable was added.
    func build() throws -> Manuscript {
        guard !chapters.isEmpty else {
            throw BatchError(
                .inputEmpty,
                "“\(document.name)” has nothing to speak.",
                remedy: document.omissions.isEmpty
                    ? "Give a file that contains words."
                    : "Give a file with words outside its header, licence, code blocks and contents list."
            )
        }
        let marks = normalizer.footnoteMarks.map { Omission(locator: Locator(range: $0), reason: .footnoteMark) }
        let omissions = Omission.united(document.omissions + marks)
        return Manuscript(
            title: title,
            author: document.metadata.author,
            language: document.metadata.language,
            chapters: chapters,
            omissions: omissions,
            diagnostics: document.diagnostics + Omission.diagnostics(of: omissions, in: document.parts),
            spoken: normalizer.spoken
        )
    }
}
