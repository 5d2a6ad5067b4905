internal import Core

extension Omission.Reason {
    /// What the left-out things are called in a diagnostic, as one and as several.
    private var noun: (one: String, many: String) {
        switch self {
        case .gutenbergHeader: ("a Project Gutenberg header", "Project Gutenberg headers")
        case .gutenbergLicence: ("a Project Gutenberg licence", "Project Gutenberg licences")
        case .credits: ("a transcriber's credit", "transcribers' credits")
        case .contents: ("a table of contents", "tables of contents")
        case .frontMatter: ("front matter", "blocks of front matter")
        case .code: ("a code block", "code blocks")
        case .comment: ("a comment", "comments")
        case .markup: ("a piece of markup", "pieces of markup")
        case .linkDefinition: ("a link definition", "link definitions")
        case .footnoteMark: ("a footnote mark", "footnote marks")
        case .illustration: ("an illustration", "illustrations")
        }
    }

    /// The diagnostic for everything that was left out for this reason.
    ///
    /// - Parameters:
    ///   - count: How many stretches were left out.
    ///   - lines: The first line of the first stretch and the last line of the last one.
    /// - Returns: A warning for code, whose loss may surprise; a note for everything else.
    func diagnostic(count: Int, lines: ClosedRange<Int>) -> Diagnostic {
        let what = count == 1 ? noun.one : "\(count) \(noun.many)"
        let place =
            if lines.lowerBound == lines.upperBound {
                "line \(lines.lowerBound)"
            } else if count == 1 {
                "lines \(lines.lowerBound) to \(lines.upperBound)"
            } else {
                "the first on line \(lines.lowerBound)"
            }
        return Diagnostic(
            self == .code ? .warning : .note,
            code: "text.omitted.\(rawValue)",
            message: "Left out \(what) (\(place)).",
            line: lines.lowerBound
        )
    }
}
