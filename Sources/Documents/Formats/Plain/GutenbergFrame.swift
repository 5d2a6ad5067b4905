internal import Core

/// What Project Gutenberg wraps around a book: the header before it and the licence behind it.
///
/// The marks have changed over the years (`*** START OF THE PROJECT GUTENBERG EBOOK …`, `*END*THE SMALL PRINT!`), so
/// they are matched by their words alone.
struct GutenbergFrame {
    /// The lines of the book itself.
    private(set) var body: Range<Int>
    private(set) var metadata = DocumentMetadata()
    private(set) var omissions: [(range: Range<Int>, reason: Omission.Reason)] = []

    private let source: SourceBytes
    private let lines: [Line]

    init(source: SourceBytes, lines: [Line]) {
        self.source = source
        self.lines = lines
        body = lines.indices
        guard lines.contains(where: { source.contains("PROJECT GUTENBERG", in: $0.range) }) else { return }
        findHeader()
        findLicence()
        findCredits()
    }

    private mutating func findHeader() {
        // Headers are a few hundred lines at most; a mark further down is not one.
        let candidates = lines.indices.prefix(1_000)
        guard let mark = candidates.last(where: { isStart(lines[$0]) }) else { return }
        var end = mark + 1
        // The mark may run on to a second line.
        if end < lines.count, lines[end].blanksBefore == 0, !text(mark).hasSuffix("*"), text(end).hasSuffix("***") {
            end += 1
        }
        metadata =
            GutenbergHeader(lines[..<mark].map { (source.string($0.range), $0.indent, $0.blanksBefore) }).metadata
        omit(0..<end, .gutenbergHeader)
        body = end..<body.upperBound
    }

    private mutating func findLicence() {
        guard var mark = lines[body].indices.first(where: { isEnd(lines[$0]) }) else { return }
        // Some books say `End of Project Gutenberg's …` a little above the mark itself; the first of them counts.
        mark = max(mark, body.lowerBound)
        omit(mark..<lines.count, .gutenbergLicence)
        body = body.lowerBound..<mark
    }

    private mutating func findCredits() {
        var blocks = 0
        while blocks < 4, let first = body.first {
            var end = first + 1
            while end < body.upperBound, lines[end].blanksBefore == 0 {
                end += 1
            }
            guard isCredit(text(first)), end - first <= 12 else { return }
            omit(first..<end, .credits)
            body = end..<body.upperBound
            blocks += 1
        }
    }

    private func isStart(_ line: Line) -> Bool {
        guard source.bytes[line.range.lowerBound] == UInt8(ascii: "*") else { return false }
        return source.contains("START OF TH", in: line.range) && source.contains("PROJECT GUTENBERG", in: line.range)
            || source.contains("END", in: line.range) && source.contains("THE SMALL PRINT", in: line.range)
    }

    private func isEnd(_ line: Line) -> Bool {
        guard source.contains("PROJECT GUTENBERG", in: line.range) else { return false }
        let words = source.string(line.range).uppercased().drop { $0 == "*" || $0 == " " }
        return words.hasPrefix("END OF TH") || words.hasPrefix("END OF PROJECT GUTENBERG")
            || words.hasPrefix("END OF THE PROJECT GUTENBERG")
    }

    private func isCredit(_ text: String) -> Bool {
        let start = text.drop { "[_*(".contains($0) }.lowercased()
        return [
            "produced by", "this etext was", "this ebook was", "this e-text was", "e-text prepared", "etext prepared",
            "transcribed from", "transcribed by", "transcriber's note", "transcriber\u{2019}s note", "credits:",
            "html version by", "prepared by", "scanned by", "note: project gutenberg",
        ].contains { start.hasPrefix($0) }
    }

    private mutating func omit(_ range: Range<Int>, _ reason: Omission.Reason) {
        omissions.append(
            (lines[range.lowerBound].range.lowerBound..<lines[range.upperBound - 1].range.upperBound, reason)
        )
    }

    private func text(_ line: Int) -> String {
        source.string(lines[line].range)
    }
}

/// Reads title, author and language from the header of a Project Gutenberg text.
struct GutenbergHeader {
    private(set) var metadata = DocumentMetadata()

    /// - Parameter lines: The text of each line, its indent, and how many empty lines stand before it.
    init(_ lines: [(text: String, indent: Int, blanksBefore: Int)]) {
        var index = 0
        while index < lines.count {
            let line = lines[index]
            index += 1
            guard let colon = line.text.firstIndex(of: ":") else { continue }
            var value = String(line.text[line.text.index(after: colon)...].drop { $0 == " " })
            // A long value goes on in indented lines.
            while index < lines.count, lines[index].blanksBefore == 0, lines[index].indent > line.indent {
                value += " " + lines[index].text
                index += 1
            }
            guard !value.isEmpty else { continue }
            switch line.text[..<colon].lowercased() {
            case "title": metadata.add(DocumentMetadata(title: value))
            case "author": metadata.add(DocumentMetadata(author: value))
            case "language": metadata.add(DocumentMetadata(language: LanguageTag.tag(value)))
            default: break
            }
        }
    }
}
