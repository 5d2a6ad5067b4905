/// Reads the rows of Markdown tables.
enum MarkdownTable {
    /// Whether a line parts the head of a table from its rows: `| --- | :-: |`.
    static func isDelimiter(_ range: Range<Int>, in source: SourceBytes) -> Bool {
        let bytes = source.bytes[range]
        return bytes.contains(UInt8(ascii: "|")) && bytes.contains(UInt8(ascii: "-"))
            && bytes.allSatisfy { [UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":"), 0x20, 0x09].contains($0) }
    }

    /// The cells of a row that have something in them.
    static func cells(_ range: Range<Int>, in source: SourceBytes) -> [Range<Int>] {
        var cells: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where source.bytes[index] == UInt8(ascii: "|") {
            if index > range.lowerBound, source.bytes[index - 1] == UInt8(ascii: "\\") {
                continue
            }
            cells.append(source.trimmed(start..<index).range)
            start = index + 1
        }
        cells.append(source.trimmed(start..<range.upperBound).range)
        return cells.filter { !$0.isEmpty }
    }
}
