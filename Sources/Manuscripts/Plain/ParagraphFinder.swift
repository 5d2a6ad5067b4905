/// Groups the lines of a plain text into paragraphs.
struct ParagraphFinder {
    let source: SourceBytes
    let lines: [Line]
    private let layout: LineLayout
    private let parts: [Range<Int>]

    /// Takes the lines to group (`body`), and the ranges within them, in order, that are not spoken (`leftOut`).
    init(source: SourceBytes, lines: [Line], body: Range<Int>, leftOut: [Range<Int>]) {
        self.source = source
        self.lines = lines
        layout = LineLayout(of: lines[body], in: source)
        let starts = [body.lowerBound] + leftOut.map(\.upperBound)
        let ends = leftOut.map(\.lowerBound) + [body.upperBound]
        parts = zip(starts, ends).map { $0..<$1 }
    }

    func paragraphs() -> [Paragraph] {
        parts.flatMap(paragraphs)
    }

    private func paragraphs(in body: Range<Int>) -> [Paragraph] {
        var result: [Paragraph] = []
        var start = body.lowerBound
        for index in body {
            let isBreak = isSceneBreak(index, in: body)
            if index > start, isBreak || startsParagraph(index) {
                result.append(paragraph(start..<index))
                start = index
            }
            if isBreak {
                result.append(
                    Paragraph(lines: index..<index + 1, blanksBefore: lines[index].blanksBefore, isSceneBreak: true)
                )
                start = index + 1
            }
        }
        if start < body.upperBound {
            result.append(paragraph(start..<body.upperBound))
        }
        return result
    }

    private func paragraph(_ range: Range<Int>) -> Paragraph {
        Paragraph(lines: range, blanksBefore: lines[range.lowerBound].blanksBefore, isSceneBreak: false)
    }

    private func startsParagraph(_ index: Int) -> Bool {
        let line = lines[index]
        guard line.blanksBefore == 0, layout == .wrapped else { return true }
        // The first line of a paragraph is indented; a line of verse is too, but the one before it rarely ends a
        // sentence.
        let previous = lines[index - 1]
        return line.indent >= previous.indent + 2 && source.endsParagraph(previous.range)
    }

    private func isSceneBreak(_ index: Int, in body: Range<Int>) -> Bool {
        switch SceneBreak.strength(of: lines[index], in: source) {
        case nil:
            return false
        case .certain:
            // A row under a single short line underlines it.
            return !isUnderline(index, in: body)
        case .ifAlone:
            let isFreeAbove = index == body.lowerBound || lines[index].blanksBefore > 0
            let isFreeBelow = index + 1 == body.upperBound || lines[index + 1].blanksBefore > 0
            return isFreeAbove && isFreeBelow
        }
    }

    private func isUnderline(_ index: Int, in body: Range<Int>) -> Bool {
        let marks = source.bytes[lines[index].range]
        guard index > body.lowerBound, lines[index].blanksBefore == 0, let mark = marks.first,
            mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-"), marks.allSatisfy({ $0 == mark })
        else { return false }
        let isFirst = index - 1 == body.lowerBound || lines[index - 1].blanksBefore > 0
        return isFirst && lines[index - 1].range.count <= 100
    }
}
