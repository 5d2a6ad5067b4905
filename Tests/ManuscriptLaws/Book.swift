package import Core
package import Documents
package import Manuscripts
internal import TestSupport

/// A text taken through all the stages.
package struct Book {
    package let document: Document
    package let manuscript: Manuscript
    package let chapters: [NewChapter]

    package init(
        _ text: String,
        kind: any TextFormat = PlainTextFormat(),
        maxCharacters: Int = SegmentPlanner.defaultMaxCharacters,
        language: String? = nil
    ) throws {
        try self.init(
            kind.document(of: text, name: "book"),
            maxCharacters: maxCharacters,
            language: language
        )
    }

    package init(
        _ document: Document,
        maxCharacters: Int = SegmentPlanner.defaultMaxCharacters,
        language: String? = nil
    ) throws {
        self.document = document
        manuscript = try Manuscript(document)
        chapters = SegmentPlanner(maxCharacters: maxCharacters, language: language).plan(manuscript)
    }

    /// The book of a file in `fixtures/`.
    package init(fixture: String) throws {
        try self.init(SourceReader().read(contentsOf: Repository.fixture(fixture)))
    }

    /// The whole source.
    package var text: String { document.text }
    package var segments: [NewSegment] { chapters.flatMap(\.segments) }
    package var texts: [String] { segments.map(\.text) }
    package var titles: [String?] { chapters.map(\.title) }
    package var diagnosticCodes: [String] { manuscript.diagnostics.map(\.code) }
    /// The paragraphs and headings, each as a whole.
    package var blocks: [String] {
        manuscript.chapters.flatMap { $0.blocks.map { manuscript.text(of: $0) } }
    }

    /// What is left out for a reason, as it stands in the source.
    package func omitted(_ reason: Omission.Reason) -> [String] {
        manuscript.omissions.filter { $0.reason == reason }.map { text(in: $0.range) }
    }

    /// The source at a range.
    package func text(in range: SourceRange) -> String {
        String(decoding: Array(text.utf8)[range.start..<range.end], as: UTF8.self)
    }
}

/// How the inputs of a check are planned.
struct Planning {
    let maxCharacters: Int
    let language: String?

    /// - Throws: `BatchError` `input.empty` when nothing can be spoken.
    func book(_ document: Document) throws -> Book {
        try Book(document, maxCharacters: maxCharacters, language: language)
    }
}

extension TextFormat where Self == PlainTextFormat {
    package static var plain: Self { PlainTextFormat() }
}

extension TextFormat where Self == MarkdownFormat {
    package static var markdown: Self { MarkdownFormat() }
}
