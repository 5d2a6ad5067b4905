package import Core

/// A stretch of the source that is not spoken, and why.
///
/// Every letter and number of a source is either in exactly one segment or in an omission.
package struct Omission: Sendable, Hashable {
    /// Why something is left out.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case gutenbergHeader
        case gutenbergLicence
        /// Who transcribed or produced the electronic text.
        case credits
        case contents
        case frontMatter
        case code
        case comment
        /// Markup that is written and not read: link targets, tags, entities.
        case markup
        case linkDefinition
        case footnoteMark
        case illustration
    }

    package let range: SourceRange
    package let reason: Reason

    package init(range: SourceRange, reason: Reason) {
        self.range = range
        self.reason = reason
    }
}

/// A stretch of a line that is not spoken, or is spoken as something else.
struct Skip: Sendable {
    let range: Range<Int>
    /// Nil for marks that carry no letters, such as the brackets of a link.
    var reason: Omission.Reason?
    /// What is spoken in its place.
    var replacement: Unicode.Scalar?
}

/// The parts that are left out, in order and without overlaps.
struct OmissionList {
    let omissions: [Omission]

    /// - Parameter ranges: In any order; what lies inside an earlier range is dropped.
    init(_ ranges: [(range: Range<Int>, reason: Omission.Reason)]) {
        let sorted = ranges.sorted {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
        var result: [Omission] = []
        for (range, reason) in sorted {
            let start = max(range.lowerBound, result.last?.range.end ?? 0)
            if start < range.upperBound {
                result.append(Omission(range: SourceRange(start, range.upperBound), reason: reason))
            }
        }
        omissions = result
    }

    /// One diagnostic for each reason, in the order of the source.
    func diagnostics(in source: SourceBytes) -> [Diagnostic] {
        var lines = LineCounter(source: source)
        var found: [Omission.Reason: (count: Int, lines: ClosedRange<Int>)] = [:]
        for omission in omissions {
            let first = lines.line(at: omission.range.start)
            let last = lines.line(at: max(omission.range.start, omission.range.end - 1))
            let before = found[omission.reason]
            found[omission.reason] = ((before?.count ?? 0) + 1, (before?.lines.lowerBound ?? first)...last)
        }
        return found.sorted {
            ($0.value.lines.lowerBound, $0.key.rawValue) < ($1.value.lines.lowerBound, $1.key.rawValue)
        }
        .map { $0.key.diagnostic(count: $0.value.count, lines: $0.value.lines) }
    }
}

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
