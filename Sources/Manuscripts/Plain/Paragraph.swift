/// Lines of a plain text that belong together: a paragraph, a heading, or an ornament.
struct Paragraph {
    /// Indices of lines.
    var lines: Range<Int>
    let blanksBefore: Int
    let isSceneBreak: Bool
}
