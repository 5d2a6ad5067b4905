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

    package let locator: Locator
    package let reason: Reason

    package init(locator: Locator, reason: Reason) {
        self.locator = locator
        self.reason = reason
    }

    /// Where it stands within its part.
    package var range: SourceRange { SourceRange(locator.range.lowerBound, locator.range.upperBound) }
}

extension Omission {
    /// Ranges of the first part in order and without overlaps; what lies inside an earlier range is dropped.
    static func list(_ ranges: [(range: Range<Int>, reason: Reason)]) -> [Omission] {
        united(ranges.map { Omission(locator: Locator(range: $0.range), reason: $0.reason) })
    }

    /// Omissions in order and without overlaps; what lies inside an earlier one is dropped.
    package static func united(_ omissions: [Omission]) -> [Omission] {
        let sorted = omissions.indices.sorted { omissions[$0].key < omissions[$1].key }
        var result: [Omission] = []
        for index in sorted {
            let (locator, reason) = (omissions[index].locator, omissions[index].reason)
            let last = result.last?.locator
            let start = max(locator.range.lowerBound, last?.part == locator.part ? last?.range.upperBound ?? 0 : 0)
            if start < locator.range.upperBound {
                let rest = Locator(part: locator.part, range: start..<locator.range.upperBound)
                result.append(Omission(locator: rest, reason: reason))
            }
        }
        return result
    }

    private var key: (Int, Int, Int) { (locator.part, locator.range.lowerBound, -locator.range.upperBound) }

    /// One diagnostic for each reason, in the order of the source.
    ///
    /// - Parameters:
    ///   - omissions: In order.
    ///   - parts: The texts that they are of.
    /// - Returns: A warning for code, notes for everything else.
    package static func diagnostics(of omissions: [Omission], in parts: [SourceBytes]) -> [Diagnostic] {
        var lines = parts.map(LineCounter.init)
        var found: [Reason: (count: Int, part: Int, lines: ClosedRange<Int>)] = [:]
        for omission in omissions {
            let (part, range) = (omission.locator.part, omission.locator.range)
            let first = lines[part].line(at: range.lowerBound)
            let last = lines[part].line(at: max(range.lowerBound, range.upperBound - 1))
            if let before = found[omission.reason] {
                let end = before.part == part ? last : before.lines.upperBound
                found[omission.reason] = (before.count + 1, before.part, before.lines.lowerBound...end)
            } else {
                found[omission.reason] = (1, part, first...last)
            }
        }
        return found.sorted {
            ($0.value.part, $0.value.lines.lowerBound, $0.key.rawValue)
                < ($1.value.part, $1.value.lines.lowerBound, $1.key.rawValue)
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
