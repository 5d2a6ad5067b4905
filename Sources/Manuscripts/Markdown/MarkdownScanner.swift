/// Cuts Markdown into blocks: headings, paragraphs, items, rows, breaks and what is left out.
struct MarkdownScanner {
    private let source: SourceBytes
    private let lines: [Line]
    private var blocks: [MarkdownBlock] = []
    private var open: MarkdownBlock?
    private var openDepth = 0
    /// Fence marks that are known not to be closed any more.
    private var unclosed: Set<UInt8> = []

    static func blocks(of lines: [Line], in source: SourceBytes) -> [MarkdownBlock] {
        var scanner = MarkdownScanner(source: source, lines: lines)
        scanner.scan()
        return scanner.blocks
    }

    private init(source: SourceBytes, lines: [Line]) {
        self.source = source
        self.lines = lines
    }

    private mutating func scan() {
        var index = 0
        while index < lines.count {
            let line = lines[index]
            let parts = MarkdownLine(line.range, in: source)
            if line.blanksBefore > 0 || parts.quoteDepth > openDepth {
                close()
            }
            openDepth = parts.quoteDepth
            if let end = fenceEnd(index, parts.content) {
                add(.omitted(.code), lines[index].range.lowerBound..<lines[end].range.upperBound)
                index = end + 1
                continue
            }
            if let end = addTable(at: index) {
                index = end
                continue
            }
            scan(line, parts)
            index += 1
        }
        close()
    }

    private mutating func scan(_ line: Line, _ parts: MarkdownLine) {
        let content = parts.content
        if let level = underlineLevel(content), let paragraph = open, paragraph.kind == .paragraph {
            open = MarkdownBlock(kind: .heading(level: level), pieces: paragraph.pieces)
            close()
        } else if SceneBreak.strength(of: line, in: source) != nil {
            add(.thematicBreak, line.range)
        } else if let (level, text) = heading(content) {
            add(.heading(level: level), text)
        } else if isLinkDefinition(content) {
            add(.omitted(.linkDefinition), content)
        } else if parts.isListItem {
            close()
            open = MarkdownBlock(kind: .listItem, pieces: [content])
        } else if !content.isEmpty {
            open = open ?? MarkdownBlock(kind: .paragraph, pieces: [])
            open?.pieces.append(content)
        }
    }

    private mutating func add(_ kind: MarkdownBlock.Kind, _ pieces: Range<Int>...) {
        close()
        blocks.append(MarkdownBlock(kind: kind, pieces: pieces))
    }

    private mutating func close() {
        if let open {
            blocks.append(open)
        }
        open = nil
    }

    private func heading(_ content: Range<Int>) -> (level: Int, text: Range<Int>)? {
        let level = source.bytes[content].prefix { $0 == UInt8(ascii: "#") }.count
        let start = content.lowerBound + level
        guard (1...6).contains(level), start < content.upperBound, [0x20, 0x09].contains(source.bytes[start]) else {
            return nil
        }
        var end = content.upperBound
        while end > start, source.bytes[end - 1] == UInt8(ascii: "#") {
            end -= 1
        }
        // `C#` keeps its sharp.
        if end > start, source.bytes[end - 1] != 0x20 {
            end = content.upperBound
        }
        return (level, source.trimmed(start..<end).range)
    }

    private func underlineLevel(_ content: Range<Int>) -> Int? {
        let bytes = source.bytes[content]
        guard let mark = bytes.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-"),
            bytes.allSatisfy({ $0 == mark })
        else { return nil }
        return mark == UInt8(ascii: "=") ? 1 : 2
    }

    /// `[label]: target`, but not the text of a footnote.
    private func isLinkDefinition(_ content: Range<Int>) -> Bool {
        let bytes = source.bytes[content]
        guard open == nil, bytes.first == UInt8(ascii: "["), bytes.dropFirst().first != UInt8(ascii: "^"),
            let end = bytes.prefix(200).firstIndex(of: UInt8(ascii: "]")), end + 2 < content.upperBound
        else { return false }
        let target = source.trimmed(end + 2..<content.upperBound).range
        return source.bytes[end + 1] == UInt8(ascii: ":") && isTarget(source.string(target))
    }

    private func isTarget(_ text: String) -> Bool {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first, first.contains(where: { "/.#:<".contains($0) }) else { return false }
        return words.count == 1 || words[1].first.map { "\"'(".contains($0) } == true
    }

    /// The line that closes the code fence at a line, or nil: a fence that nothing closes is no fence, so no text is
    /// lost.
    private mutating func fenceEnd(_ index: Int, _ content: Range<Int>) -> Int? {
        guard let mark = source.bytes[content].first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"),
            !unclosed.contains(mark)
        else { return nil }
        let length = source.bytes[content].prefix { $0 == mark }.count
        guard length >= 3, !source.bytes[content].dropFirst(length).contains(mark) else { return nil }
        for end in index + 1..<max(lines.count, index + 1) {
            let bytes = source.bytes[MarkdownLine(lines[end].range, in: source).content]
            if bytes.count >= length, bytes.allSatisfy({ $0 == mark }) {
                return end
            }
        }
        unclosed.insert(mark)
        return nil
    }

    /// Adds the rows of the table that starts at a line; returns the line after it, or nil when there is none.
    private mutating func addTable(at index: Int) -> Int? {
        guard index + 1 < lines.count, lines[index + 1].blanksBefore == 0,
            source.bytes[lines[index].range].contains(UInt8(ascii: "|")),
            MarkdownTable.isDelimiter(lines[index + 1].range, in: source)
        else { return nil }
        close()
        var row = index
        while row < lines.count, row == index || lines[row].blanksBefore == 0,
            source.bytes[lines[row].range].contains(UInt8(ascii: "|"))
        {
            if row != index + 1 {
                blocks.append(MarkdownBlock(kind: .tableRow, pieces: MarkdownTable.cells(lines[row].range, in: source)))
            }
            row += 1
        }
        return row
    }
}

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
