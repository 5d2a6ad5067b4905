/// Finds the paragraphs of a plain text that may be headings.
struct HeadingFinder {
    let source: SourceBytes
    let lines: [Line]
    let paragraphs: [Paragraph]

    func candidates() -> [HeadingCandidate] {
        paragraphs.indices.compactMap(candidate)
    }

    private func candidate(_ index: Int) -> HeadingCandidate? {
        let paragraph = paragraphs[index]
        guard !paragraph.isSceneBreak, let first = paragraph.lines.first, source.mayBeHeading(lines[first].range) else {
            return nil
        }
        let texts = paragraph.lines.prefix(5).map { source.string(lines[$0].range) }
        if texts.count >= 2, let level = underlineLevel(texts[1]) {
            return make(index, .marked(level: level), lineCount: 2, hasTitle: true)
        }
        guard let heading = HeadingLine(texts[0]) else {
            return isSetApart(index, texts) ? make(index, .setApart, lineCount: texts.count, hasTitle: true) : nil
        }
        guard texts.count > 1 else {
            return make(index, heading.form, lineCount: 1, hasTitle: heading.hasTitle)
        }
        return stacked(index, heading, texts, total: paragraph.lines.count)
    }

    /// A heading whose paragraph has more lines: the rest of its title, a title of its own, or already the text.
    private func stacked(_ index: Int, _ heading: HeadingLine, _ texts: [String], total: Int) -> HeadingCandidate? {
        let rest = texts.dropFirst().joined(separator: " ")
        let isShort = total <= 4 && rest.count + texts[0].count <= 240
        let repeats = texts.dropFirst().contains { HeadingLine($0)?.form.isWorded == true }
        if isShort, !repeats {
            if heading.hasTitle, heading.form.identity != nil || HeadingTitle.isTitleLike(rest) {
                return make(index, heading.form, lineCount: total, hasTitle: true)
            }
            if !heading.hasTitle, HeadingTitle.isTitleLike(rest) {
                return make(index, heading.form, lineCount: total, hasTitle: true, isStacked: true)
            }
        }
        guard heading.form.identity != nil, !heading.hasTitle || HeadingTitle.isCapitals(texts[0]) else { return nil }
        return make(index, heading.form, lineCount: 1, hasTitle: heading.hasTitle)
    }

    private func make(
        _ index: Int,
        _ form: HeadingForm,
        lineCount: Int,
        hasTitle: Bool,
        isStacked: Bool = false
    ) -> HeadingCandidate {
        HeadingCandidate(
            paragraph: index,
            form: form,
            lineCount: lineCount,
            hasTitle: hasTitle,
            isStacked: isStacked
        )
    }

    private func underlineLevel(_ text: String) -> Int? {
        guard text.count >= 3, let mark = text.first, mark == "=" || mark == "-", text.allSatisfy({ $0 == mark }) else {
            return nil
        }
        return mark == "=" ? 1 : 2
    }

    private func isSetApart(_ index: Int, _ texts: [String]) -> Bool {
        guard index == 0 || paragraphs[index].blanksBefore >= 2, paragraphs[index].lines.count <= 2 else {
            return false
        }
        let text = texts.joined(separator: " ")
        let isEnd = ["the end", "end", "finis", "fin"].contains(
            text.trimmingMarks().trimmingCharacters(".! ").lowercased()
        )
        let isTitle = HeadingTitle.isCapitals(text) || texts.count == 1 && HeadingTitle.isPlainTitle(text)
        return text.count <= 80 && text.filter(\.isLetter).count >= 4 && isTitle && !isEnd
    }
}

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

extension SourceBytes {
    /// Whether a line is short enough, and starts as a heading or an entry of a contents list can.
    func mayBeHeading(_ range: Range<Int>) -> Bool {
        guard range.count <= 200, let first = bytes[range].first(where: { !Self.openers.contains($0) }) else {
            return false
        }
        return !(0x61...0x7A).contains(first)
    }

    private static let openers: Set<UInt8> = [
        UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: "~"),
    ]
}
