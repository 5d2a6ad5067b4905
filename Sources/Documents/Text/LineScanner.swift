/// Cuts a source into lines at LF, CR, CRLF, vertical tab, form feed, NEL and the Unicode line and paragraph
/// separators.
struct LineScanner {
    /// The lines that have something on them outside the skips.
    ///
    /// A line that a skip covers is gone altogether: it neither counts as empty nor parts two paragraphs.
    static func lines(of source: SourceBytes, skips: [Skip] = []) -> [Line] {
        var scanner = LineScanner(source: source, skips: skips)
        scanner.scan()
        return scanner.lines
    }

    private let source: SourceBytes
    private let skips: [Skip]
    private var skipIndex = 0
    private var lines: [Line] = []
    private var blanks = 0
    private var number = 1

    private init(source: SourceBytes, skips: [Skip]) {
        self.source = source
        self.skips = skips
    }

    private mutating func scan() {
        let bytes = source.bytes
        var start = 0
        var index = 0
        while index < bytes.count {
            let length = Self.terminatorLength(in: bytes, at: index)
            if length == 0 {
                index += 1
                continue
            }
            finish(start..<index)
            index += length
            start = index
        }
        if start < bytes.count {
            finish(start..<bytes.count)
        }
    }

    /// How many bytes the line end at `index` has; 0 when there is none.
    static func terminatorLength(in bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        case 0x20...0xC1: 0
        case 0x0A, 0x0B, 0x0C: 1
        case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0x85: 2
        case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8: 3
        default: 0
        }
    }

    private mutating func finish(_ whole: Range<Int>) {
        defer { number += 1 }
        let (range, indent) = source.trimmed(whole)
        if range.isEmpty {
            blanks += 1
        } else if !isSkipped(range) {
            lines.append(Line(range: range, indent: indent, number: number, blanksBefore: blanks))
            blanks = 0
        }
    }

    private mutating func isSkipped(_ range: Range<Int>) -> Bool {
        while skipIndex < skips.count, skips[skipIndex].range.upperBound <= range.lowerBound {
            skipIndex += 1
        }
        var rest = range
        for skip in skips[skipIndex...] {
            guard skip.range.lowerBound <= rest.lowerBound else { break }
            guard skip.range.upperBound < rest.upperBound else { return true }
            rest = source.trimmed(max(skip.range.upperBound, rest.lowerBound)..<rest.upperBound).range
            guard !rest.isEmpty else { return true }
        }
        return false
    }
}

/// A line with something on it, kept small: a text of 10 MB can have millions.
struct Line: Sendable {
    private let start: UInt32
    private let end: UInt32
    private let lineNumber: UInt32
    private let columns: UInt16
    private let blanks: UInt16

    init(range: Range<Int>, indent: Int, number: Int, blanksBefore: Int) {
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
        lineNumber = UInt32(number)
        columns = UInt16(clamping: indent)
        blanks = UInt16(clamping: blanksBefore)
    }

    /// The bytes without the white space around them.
    var range: Range<Int> { Int(start)..<Int(end) }
    /// Columns of white space before the text; a tab counts 4, an ideographic space 2.
    var indent: Int { Int(columns) }
    /// 1-based.
    var number: Int { Int(lineNumber) }
    /// How many empty lines stand right before this one.
    var blanksBefore: Int { Int(blanks) }
}

/// Tells the line of a place in the source; the places must come in ascending order.
struct LineCounter {
    let source: SourceBytes
    private var index = 0
    private var line = 1

    init(source: SourceBytes) {
        self.source = source
    }

    /// The 1-based line of the byte at `offset`.
    mutating func line(at offset: Int) -> Int {
        while index < offset {
            let length = LineScanner.terminatorLength(in: source.bytes, at: index)
            line += length > 0 ? 1 : 0
            index += max(length, 1)
        }
        return line
    }
}
