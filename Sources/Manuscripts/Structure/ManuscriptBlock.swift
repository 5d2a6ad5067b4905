package import Core

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
