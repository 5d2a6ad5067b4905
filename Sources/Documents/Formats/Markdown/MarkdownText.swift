/// A Markdown source as it is handed to the parser, with the way back from each of its bytes to the source.
///
/// Comments, front matter and the labels of footnotes are cut out of it, every line ends in a line feed, and the
/// ornaments that part scenes are written as Markdown has them.
struct MarkdownText {
    private(set) var bytes: [UInt8] = []
    /// What was cut out and has a reason of its own, in bytes of the source.
    private(set) var footnoteLabels: [Range<Int>] = []

    private let source: SourceBytes
    /// Where a stretch of the text begins that is as long in the source, and where that begins there.
    private var starts: [UInt32] = []
    private var sourceStarts: [UInt32] = []

    /// - Parameters:
    ///   - source: The whole source.
    ///   - start: Where its text begins, behind the front matter.
    ///   - comments: What is no text, in order.
    init(_ source: SourceBytes, from start: Int, comments: [Range<Int>]) {
        self.source = source
        bytes.reserveCapacity(source.bytes.count - start + 1)
        var comments = comments.drop { $0.upperBound <= start }
        var lineStart = start
        var index = start
        while index < source.bytes.count {
            let length = LineScanner.terminatorLength(in: source.bytes, at: index)
            if length > 0 {
                add(lineStart..<index, end: index, without: &comments)
                lineStart = index + length
            }
            index += max(length, 1)
        }
        add(lineStart..<source.bytes.count, end: source.bytes.count, without: &comments)
    }

    /// The bytes of the source that a stretch that is not empty comes from.
    func sourceRange(of range: Range<Int>) -> Range<Int> {
        let start = sourceOffset(of: range.lowerBound)
        return start..<max(start, sourceOffset(of: range.upperBound - 1)) + 1
    }

    private func sourceOffset(of offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= offset {
                low = middle
            } else {
                high = middle
            }
        }
        return starts.isEmpty ? offset : Int(sourceStarts[low]) + offset - Int(starts[low])
    }

    /// Adds one line.
    private mutating func add(_ whole: Range<Int>, end: Int, without comments: inout ArraySlice<Range<Int>>) {
        let line = source.trimmed(whole).range
        guard !line.isEmpty else {
            append([0x0A], at: end)
            return
        }
        comments = comments.drop { $0.upperBound <= line.lowerBound }
        let isSpared = comments.first.map { $0.lowerBound >= line.upperBound } ?? true
        if isSpared, isOrnament(line) {
            append(Array("***\n".utf8), at: line.lowerBound)
            return
        }
        if isTableHead(line, before: end) { append([0x0A], at: whole.lowerBound) }
        let count = bytes.count
        let indent = whole.lowerBound..<line.lowerBound
        if source.bytes[indent].allSatisfy(MarkdownPrefix.isBlank) { append(indent) }
        var start = isSpared ? withoutFootnoteLabel(line) : line.lowerBound
        for comment in comments.prefix(while: { $0.lowerBound < line.upperBound }) where comment.upperBound > start {
            append(start..<max(start, comment.lowerBound))
            start = comment.upperBound
        }
        append(start..<max(start, line.upperBound))
        // A line with nothing but comments on it is none: neither does it count as empty.
        if !isSpared, isBlank(from: count) {
            removeEverything(from: count)
        } else {
            append([0x0A], at: end)
        }
    }

    private func isBlank(from start: Int) -> Bool {
        SourceBytes.trimmed(start..<bytes.count, of: bytes).isEmpty
    }

    private mutating func removeEverything(from start: Int) {
        bytes.removeSubrange(start...)
        while let last = starts.last, last >= start {
            starts.removeLast()
            sourceStarts.removeLast()
        }
    }

    /// Adds a stretch of the source, indented as it is.
    private mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        note(range.lowerBound)
        if source.bytes[range].contains(0) {
            for index in range where source.bytes[index] != 0 {
                append([source.bytes[index]], at: index)
            }
        } else {
            bytes.append(contentsOf: source.bytes[range])
        }
    }

    private mutating func append(_ text: [UInt8], at place: Int) {
        note(place)
        bytes.append(contentsOf: text)
    }

    /// Notes that what comes next comes from a place.
    private mutating func note(_ place: Int) {
        let expected = starts.last.map { Int(sourceStarts[sourceStarts.count - 1]) + bytes.count - Int($0) }
        if expected != place {
            starts.append(UInt32(bytes.count))
            sourceStarts.append(UInt32(place))
        }
    }
}

// MARK: - Lines

extension MarkdownText {
    /// Whether a line is one of the ornaments that part scenes and that Markdown takes for something else.
    ///
    /// Rows of `-` and `=` may underline a heading, those of `~` fence code, and `|` and `>` are tables and quotes: those
    /// are left to the parser.
    private func isOrnament(_ line: Range<Int>) -> Bool {
        guard SceneBreak.strength(of: line, in: source.bytes) != nil else { return false }
        let marks = Set(source.bytes[line]).subtracting([0x20, 0x09])
        return !marks.contains(UInt8(ascii: "|")) && !(marks.count == 1 && marks.isSubset(of: Self.ambiguous))
    }

    /// Whether a line under others is the head of a table, which the parser knows only behind an empty line.
    private func isTableHead(_ line: Range<Int>, before end: Int) -> Bool {
        guard source.bytes[line].contains(UInt8(ascii: "|")), bytes.count > 1, bytes[bytes.count - 2] != 0x0A,
            end < source.bytes.count
        else { return false }
        let next = source.bytes[(end + LineScanner.terminatorLength(in: source.bytes, at: end))...]
        let delimiter = next.prefix { Self.delimiters.contains($0) }
        return delimiter.contains(UInt8(ascii: "|")) && delimiter.contains(UInt8(ascii: "-"))
            && (delimiter.endIndex == next.endIndex
                || LineScanner.terminatorLength(in: source.bytes, at: delimiter.endIndex) > 0)
    }

    private static let delimiters = Set("|-: \t".utf8)
    private static let ambiguous = Set("-=~>".utf8)

    /// Where a line goes on behind the `[^1]:` that opens a footnote, or its start.
    private mutating func withoutFootnoteLabel(_ line: Range<Int>) -> Int {
        var start = line.lowerBound
        while start < line.upperBound, [0x20, 0x09, UInt8(ascii: ">")].contains(source.bytes[start]) { start += 1 }
        let rest = source.bytes[start..<line.upperBound]
        guard rest.starts(with: "[^".utf8), let end = rest.prefix(60).firstIndex(of: UInt8(ascii: "]")),
            end > start + 2, end + 1 < line.upperBound, source.bytes[end + 1] == UInt8(ascii: ":")
        else { return line.lowerBound }
        append(line.lowerBound..<start)
        footnoteLabels.append(start..<end + 2)
        return end + 2
    }

    /// Takes the fences of a sign from a place on for text, since nothing closes them.
    mutating func breakFences(of sign: UInt8, from place: Int) {
        var start = place
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let content = MarkdownPrefix(bytes, start..<end).content
            let fence = bytes[content].prefix { $0 == sign }
            if fence.count >= 3 {
                // A row of tildes is an ornament.
                let isRow = sign == UInt8(ascii: "~") && fence.count == content.count
                for index in fence.indices { bytes[index] = isRow ? UInt8(ascii: "*") : 0x20 }
            }
            start = end + 1
        }
    }
}

/// What stands before the content of a line: blanks, `>` of quotes, bullets and numbers of lists.
struct MarkdownPrefix {
    /// The line without it, and without blanks at its end.
    let content: Range<Int>
    /// The numbers, with the mark behind each.
    private(set) var numbers: [Range<Int>] = []

    init(_ bytes: [UInt8], _ line: Range<Int>) {
        var end = line.upperBound
        while end > line.lowerBound, Self.isBlank(bytes[end - 1]) { end -= 1 }
        var start = line.lowerBound
        while start < end {
            let isFollowed = start + 1 == line.upperBound || Self.isBlank(bytes[start + 1])
            switch bytes[start] {
            case 0x20, 0x09, UInt8(ascii: ">"): start += 1
            case UInt8(ascii: "-") where isFollowed, UInt8(ascii: "*") where isFollowed,
                UInt8(ascii: "+") where isFollowed:
                start += 1
            case 0x30...0x39:
                let mark = start + bytes[start..<end].prefix(9).prefix { (0x30...0x39).contains($0) }.count
                guard mark < end, bytes[mark] == UInt8(ascii: ".") || bytes[mark] == UInt8(ascii: ")"),
                    mark + 1 == line.upperBound || Self.isBlank(bytes[mark + 1])
                else {
                    content = start..<end
                    return
                }
                numbers.append(start..<mark + 1)
                start = mark + 1
            default:
                content = start..<end
                return
            }
        }
        content = end..<end
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Finds HTML comments: `<!-- … -->`, over several lines or within one.
enum CommentFinder {
    static func comments(in source: SourceBytes) -> [Range<Int>] {
        let bytes = source.bytes
        var result: [Range<Int>] = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard bytes[start...].starts(with: "<!--".utf8) else { continue }
            guard let end = closing(in: bytes, from: start + 4) else { break }
            result.append(start..<end)
            index = end
        }
        return result
    }

    private static func closing(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
            if bytes[dash...].starts(with: "-->".utf8) {
                return dash + 3
            }
            index = dash + 1
        }
        return nil
    }
}
