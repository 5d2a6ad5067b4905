internal import TextKit

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
