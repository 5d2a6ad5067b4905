/// One line of Markdown, taken apart into its container marks and its content.
struct MarkdownLine {
    /// The line without `>` marks and without a bullet; the number of a numbered item stays.
    let content: Range<Int>
    let quoteDepth: Int
    let isListItem: Bool

    init(_ range: Range<Int>, in source: SourceBytes) {
        var start = range.lowerBound
        var depth = 0
        while start < range.upperBound, source.bytes[start] == UInt8(ascii: ">") {
            depth += 1
            start = source.trimmed(start + 1..<range.upperBound).range.lowerBound
        }
        quoteDepth = depth
        let bytes = source.bytes[start..<range.upperBound]
        if let mark = bytes.first, [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(mark),
            bytes.count >= 2, bytes[start + 1] == 0x20 || bytes[start + 1] == 0x09
        {
            isListItem = true
            content = Self.withoutCheckbox(source.trimmed(start + 1..<range.upperBound).range, in: source)
        } else {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            let rest = bytes.dropFirst(digits.count)
            isListItem =
                (1...9).contains(digits.count) && (rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ")"))
                && rest.dropFirst().first == 0x20
            content = start..<range.upperBound
        }
    }

    private static func withoutCheckbox(_ range: Range<Int>, in source: SourceBytes) -> Range<Int> {
        let boxes = ["[ ] ", "[x] ", "[X] "]
        guard boxes.contains(where: { source.bytes[range].starts(with: $0.utf8) }) else { return range }
        return source.trimmed(range.lowerBound + 4..<range.upperBound).range
    }
}
