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
