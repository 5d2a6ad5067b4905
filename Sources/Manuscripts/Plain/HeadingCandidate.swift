/// A paragraph of a plain text that may be a heading, or that a heading opens.
struct HeadingCandidate {
    /// Which of the paragraphs.
    let paragraph: Int
    let form: HeadingForm
    /// How many of the paragraph's lines belong to the heading.
    let lineCount: Int
    /// Whether it has a title and not only a number.
    let hasTitle: Bool
    /// Whether its lines are spoken apart: a number over a title.
    let isStacked: Bool
}
