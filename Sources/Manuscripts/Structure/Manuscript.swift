package import Core
package import Documents

/// A source understood as a book: chapters of headings and paragraphs with their normalised text.
package struct Manuscript: Sendable {
    /// The title in the source's own header, front matter or title page.
    package let title: String?
    package let author: String?
    /// A BCP 47 tag, where the source tells its language.
    package let language: String?
    package let chapters: [ManuscriptChapter]
    /// What is not spoken, in the order of the source, never overlapping.
    package let omissions: [Omission]
    /// What was left out or guessed, for the user to see; those of the reader included.
    package let diagnostics: [Diagnostic]
    let spoken: SpokenText

    /// The normalised text of one of the manuscript's blocks.
    package func text(of block: ManuscriptBlock) -> String {
        spoken.string(block.spoken)
    }
}

/// A chapter: its heading, if it has one, and its blocks in reading order; never empty.
package struct ManuscriptChapter: Sendable, Hashable {
    /// The text of the heading, or nil for what stands before the first one.
    package internal(set) var title: String?
    package internal(set) var blocks: [ManuscriptBlock]
}

/// A heading or a paragraph of a chapter.
package struct ManuscriptBlock: Sendable, Hashable {
    /// What a block is.
    package enum Kind: String, Sendable, Hashable {
        case heading
        case body
    }

    package let kind: Kind
    /// Where the block stands in the source.
    package let range: SourceRange
    /// Where its normalised text stands in the manuscript's spoken text, in UTF-8 bytes.
    let spoken: Range<Int>
    /// Whether a scene break follows.
    package internal(set) var endsScene = false
}
