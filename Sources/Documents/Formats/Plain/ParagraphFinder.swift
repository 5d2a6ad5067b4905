internal import TextKit

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
        switch SceneBreak.strength(of: lines[index].range, in: source.bytes) {
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

/// Lines of a plain text that belong together: a paragraph, a heading, or an ornament.
struct Paragraph {
    /// Indices of lines.
    var lines: Range<Int>
    let blanksBefore: Int
    let isSceneBreak: Bool
}

/// How the lines of a plain text make up its paragraphs.
enum LineLayout {
    /// Lines are cut at a width; empty lines or indents part the paragraphs.
    case wrapped
    /// Every line is a paragraph.
    case paragraphPerLine

    /// Longer lines are not hard-wrapped text: printed pages and terminals stop at 80 to 100 columns.
    private static let longestWrappedLine = 120

    /// Judges by the lines that directly follow one another.
    ///
    /// Wrapped lines are filled: the next line's first word would not have fitted. Where most characters stand in
    /// lines too long for that, or where nearly every line ends a sentence, each line is a paragraph.
    init(of lines: ArraySlice<Line>, in source: SourceBytes) {
        let longest =
            lines.lazy.map { source.scalarCount($0.range) }.filter { $0 <= Self.longestWrappedLine }.max() ?? 0
        var breaks = 0
        var filled = 0
        var ended = 0
        var characters = 0
        var charactersInLongLines = 0
        for (line, next) in zip(lines, lines.dropFirst()) where next.blanksBefore == 0 {
            let length = source.scalarCount(line.range)
            breaks += 1
            characters += length
            charactersInLongLines += length > Self.longestWrappedLine ? length : 0
            filled += length + 1 + Self.firstWordLength(of: next, in: source) > longest ? 1 : 0
            ended += source.endsSentence(line.range) ? 1 : 0
        }
        let isTooLong = charactersInLongLines * 2 > characters
        let isMostlyEnded = ended * 10 >= breaks * 8 && filled * 10 < breaks * 4
        let isSentencePerLine = isMostlyEnded || (breaks >= 5 && ended * 20 >= breaks * 19)
        self = breaks > 0 && (isTooLong || isSentencePerLine) ? .paragraphPerLine : .wrapped
    }

    private static func firstWordLength(of line: Line, in source: SourceBytes) -> Int {
        let word = source.bytes[line.range].prefix { $0 != 0x20 && $0 != 0x09 }
        return source.scalarCount(word.startIndex..<word.endIndex)
    }
}

/// Recognises the ornaments that part two scenes: `* * *`, `---`, `⁂`, `#`, `~` and their kin.
enum SceneBreak {
    /// What a line of nothing but ornaments says.
    enum Strength {
        /// A scene break wherever it stands.
        case certain
        /// A scene break only with empty lines around it: a single `#`, `-` or `.`.
        case ifAlone
    }

    private static let ornaments: Set<Unicode.Scalar> = [
        "*", "-", "–", "—", "_", "~", "#", "=", "+", "·", "•", ".", "⁂", "⁎", "❦", "❧", "☙", "◆", "◇", "◊", "○", "●",
        "★",
        "☆", "✦", "✧", "✶", "✻", "❖", "§", "/", "\\", "^", "…", "※", "＊", "～", "―", "─", "━", "♦", "❄", "<", ">", "|",
    ]
    private static let weak: Set<Unicode.Scalar> = [".", "…", "/", "\\", "<", ">", "|", "-", "+", "^", "="]

    /// Nil for a line with anything else on it.
    static func strength(of line: Range<Int>, in bytes: [UInt8]) -> Strength? {
        // Ornaments are short; a longer row of them is still one.
        guard line.count <= 240 else { return nil }
        var marks = 0
        var isWeak = true
        var index = line.lowerBound
        while index < line.upperBound {
            let (scalar, length) = bytes.scalar(at: index)
            index += length
            if scalar == " " || scalar == "\t" || scalar == "\u{A0}" || scalar == "\u{3000}" {
                continue
            }
            guard ornaments.contains(scalar) else { return nil }
            marks += 1
            isWeak = isWeak && weak.contains(scalar)
        }
        if isWeak, bytes[line.lowerBound] != UInt8(ascii: "-") {
            return marks >= 3 ? .ifAlone : nil
        }
        return marks >= 3 ? .certain : marks > 0 ? .ifAlone : nil
    }
}
