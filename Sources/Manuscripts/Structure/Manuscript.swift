package import Core

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
