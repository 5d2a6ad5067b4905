internal import TextKit

/// Makes blocks of what the parser says of a Markdown text; all ranges are in bytes of that text.
///
/// What no piece of text covers is markup. Where it holds letters or numbers it is left out and told of: the targets of
/// links, definitions of links, code. The numbers of lists and cells beyond a table's last column are spoken all the same.
struct MarkdownReader {
    private(set) var blocks: [MarkdownBlock] = []
    /// What within the lines of blocks is not spoken as it is written.
    private(set) var skips: [(range: Range<Int>, replacement: Unicode.Scalar?)] = []
    private(set) var omissions: [(range: Range<Int>, reason: Omission.Reason)] = []

    private let bytes: [UInt8]
    /// Up to where everything is in a block or left out.
    private var cursor = 0
    /// The block that text goes to.
    private var open: MarkdownBlock?
    /// Whether the next block is the first of a list's item, and how many numbers stand before it.
    private var startsItem = false
    private var numbersAhead = 0
    private var listsAreNumbered: [Bool] = []
    private var isInRow = false
    private var startsCell = false
    /// A tag that goes on in the next line.
    private var openTag: Range<Int>?
    /// The code that is read.
    private var code: Range<Int>?
    private var isInCode = false
    /// Where code begins that nothing closes before the end of the text.
    private var unclosed: (start: Int, fence: UInt8)?

    /// Reads a text; fences that nothing closes are none, so that no text is lost to them.
    ///
    /// - Parameter text: Is changed where its fences are none.
    /// - Returns: Nil when the parser runs out of memory.
    static func read(_ text: inout MarkdownText) -> MarkdownReader? {
        var round = 0
        while true {
            var reader = MarkdownReader(text.bytes)
            guard MarkdownStream.read(text.bytes, receive: { reader.receive($0) }) else { return nil }
            reader.finish()
            guard let unclosed = reader.unclosed else { return reader }
            // Without the one, another may be open; after a few rounds all of a kind go.
            text.breakFences(of: unclosed.fence, from: round < 4 ? unclosed.start : 0)
            round += 1
        }
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func receive(_ event: MarkdownStream.Event) {
        switch event {
        case .enter(let block): enter(block)
        case .leave(let block): leave(block)
        case .text(_, let range) where isInCode: code = (code?.lowerBound ?? range.lowerBound)..<range.upperBound
        case .text(let kind, let range): add(kind, range)
        }
    }

    private mutating func enter(_ block: MarkdownStream.Block) {
        if block != .cell { close() }
        switch block {
        case .list(let isNumbered):
            listsAreNumbered.append(isNumbered)
        case .item:
            startsItem = true
            numbersAhead += listsAreNumbered.last == true ? 1 : 0
        case .thematicBreak:
            blocks.append(MarkdownBlock(kind: .sceneBreak))
        case .heading(let level):
            open = MarkdownBlock(kind: .heading(level: level))
        case .paragraph:
            open = MarkdownBlock(kind: startsItem ? .listItem : .paragraph)
        case .row:
            open = MarkdownBlock(kind: .tableRow)
            isInRow = true
        case .cell:
            startsCell = true
        case .code:
            isInCode = true
        case .document, .quote, .table:
            break
        }
    }

    private mutating func leave(_ block: MarkdownStream.Block) {
        switch block {
        case .list:
            close()
            listsAreNumbered.removeLast()
        case .item:
            close()
            startsItem = false
            numbersAhead = 0
        case .row:
            addFurtherCells()
            close()
            isInRow = false
        case .code(let fence):
            isInCode = false
            leaveOutCode(fence: fence)
        case .heading, .paragraph, .quote, .table:
            close()
        case .document, .thematicBreak, .cell:
            break
        }
    }

    // MARK: - Text

    private mutating func add(_ kind: MarkdownStream.Text, _ range: Range<Int>) {
        // The text of a list's item comes without a paragraph where no empty lines part the items.
        if open == nil { open = MarkdownBlock(kind: startsItem ? .listItem : .paragraph) }
        let start = open?.lines.isEmpty == false ? inside(upTo: range.lowerBound) : before(range.lowerBound)
        extend(start..<range.upperBound, isNewLine: start != cursor || startsCell)
        startsCell = false
        startsItem = false
        numbersAhead = 0
        cursor = range.upperBound
        switch kind {
        case .plain: skipTildes(range)
        case .code: break
        case .entity: if let replacement = MarkdownEntity.replacement(bytes[range]) { leaveOut(range, replacement) }
        case .html: addTag(range)
        }
    }

    /// Goes from the last piece of the block to the next one; returns where the line goes on, or the next one starts.
    private mutating func inside(upTo next: Int) -> Int {
        let gap = cursor..<next
        leaveOutMarkup(gap)
        guard !startsCell, !bytes[gap].contains(0x0A) else { return next }
        if !gap.isEmpty { skips.append((gap, nil)) }
        return cursor
    }

    /// Goes from what was before the block to its first piece; returns where its first line starts.
    private mutating func before(_ next: Int) -> Int {
        let lineStart = (bytes[cursor..<next].lastIndex(of: 0x0A) ?? cursor - 1) + 1
        leaveOutLines(cursor..<lineStart)
        let gap = lineStart..<next
        let numbers = numbersAhead > 0 ? MarkdownPrefix(bytes, gap).numbers : []
        guard let first = numbers.first else {
            leaveOutMarkup(MarkdownPrefix(bytes, gap).content)
            return next
        }
        // Numbers are spoken; what else stands between them and the text is not.
        for (number, end) in zip(numbers, numbers.dropFirst().map(\.lowerBound) + [next]) {
            let rest = number.upperBound..<end
            leaveOutMarkup(MarkdownPrefix(bytes, rest).content)
            for index in rest where !MarkdownPrefix.isBlank(bytes[index]) { skips.append((index..<index + 1, nil)) }
        }
        return first.lowerBound
    }

    private mutating func extend(_ range: Range<Int>, isNewLine: Bool) {
        guard var block = open else { return }
        open = nil
        if isNewLine || block.lines.isEmpty {
            block.lines.append(range)
        } else {
            block.lines[block.lines.count - 1] = block.lines[block.lines.count - 1].lowerBound..<range.upperBound
        }
        open = block
    }

    /// Two and more tildes are meant to strike something out, whether that worked or not; nobody speaks them.
    private mutating func skipTildes(_ range: Range<Int>) {
        var start = range.lowerBound
        while let tilde = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "~")) {
            start = bytes[tilde..<range.upperBound].firstIndex { $0 != UInt8(ascii: "~") } ?? range.upperBound
            if start - tilde > 1 { skips.append((tilde..<start, nil)) }
        }
    }

    private mutating func addTag(_ range: Range<Int>) {
        let tag = (openTag?.lowerBound ?? range.lowerBound)..<range.upperBound
        guard bytes[tag.upperBound - 1] == UInt8(ascii: ">") else {
            openTag = tag
            skips.append((range, nil))
            return
        }
        openTag = nil
        let isBreak = String(decoding: bytes[tag].prefix(3), as: UTF8.self).lowercased() == "<br"
        omissions.append((tag, .markup))
        skips.append((range, isBreak ? " " : nil))
    }

    private mutating func close() {
        guard let block = open else { return }
        open = nil
        if let openTag { omissions.append((openTag, .markup)) }
        openTag = nil
        var rest = MarkdownBlock(kind: block.kind)
        for line in block.lines {
            let text = SourceBytes.trimmed(line, of: bytes)
            // The parser knows fewer ornaments than books have.
            if block.kind == .paragraph || block.kind == .listItem, SceneBreak.strength(of: text, in: bytes) != nil {
                append(rest)
                rest.lines = []
                blocks.append(MarkdownBlock(kind: .sceneBreak))
            } else if !text.isEmpty {
                rest.lines.append(text)
            }
        }
        append(rest)
    }

    private mutating func append(_ block: MarkdownBlock) {
        if !block.lines.isEmpty { blocks.append(block) }
    }

    private mutating func finish() {
        close()
        leaveOutLines(cursor..<bytes.count)
        skips.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The cells of a row that has more than its table has columns.
    private mutating func addFurtherCells() {
        guard let last = open?.lines.last else { return }
        let end = lineEnd(from: max(cursor, last.upperBound))
        guard let bar = bytes[cursor..<end].firstIndex(of: UInt8(ascii: "|")), isSpeakable(bar..<end) else { return }
        leaveOutMarkup(cursor..<bar)
        var start = bar + 1
        for index in bar + 1...end {
            let isBar = index < end && bytes[index] == UInt8(ascii: "|")
            if isBar, bytes[index - 1] == UInt8(ascii: "\\") {
                skips.append((index - 1..<index, nil))
            } else if isBar || index == end {
                if isSpeakable(start..<index) { extend(start..<index, isNewLine: true) }
                start = index + 1
            }
        }
        cursor = end
    }

    // MARK: - What is left out

    /// Leaves out what is neither text nor without letters.
    private mutating func leaveOutMarkup(_ range: Range<Int>) {
        guard isSpeakable(range) else { return }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Self.isLoose(bytes[start]) { start += 1 }
        while end > start, Self.isLoose(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "[") { end -= 1 }
        omissions.append((start..<end, .markup))
    }

    /// Blanks and marks around words that belong to them rather than to the markup beside them.
    private static func isLoose(_ byte: UInt8) -> Bool { " \t\n!*_`~|".utf8.contains(byte) }

    private mutating func leaveOut(_ range: Range<Int>, _ replacement: Unicode.Scalar) {
        omissions.append((range, .markup))
        skips.append((range, replacement))
    }

    /// Leaves out what stands between two blocks: the rest of the first one's line, and lines that define links.
    private mutating func leaveOutLines(_ range: Range<Int>) {
        guard isSpeakable(range) else { return }
        var start = range.lowerBound
        // Only a line that nothing was taken from is one that defines a link.
        if start > 0, bytes[start - 1] != 0x0A {
            let end = min(lineEnd(from: start), range.upperBound)
            leaveOutMarkup(start..<end)
            start = min(end + 1, range.upperBound)
        }
        var definition: Range<Int>?
        while start < range.upperBound {
            let end = min(lineEnd(from: start), range.upperBound)
            let content = MarkdownPrefix(bytes, start..<end).content
            if content.first.map({ bytes[$0] == UInt8(ascii: "[") }) == true {
                if let definition { omissions.append((definition, .linkDefinition)) }
                definition = content
            } else if let open = definition, isSpeakable(content) {
                // Its title, in a line of its own.
                definition = open.lowerBound..<content.upperBound
            } else {
                if let definition { omissions.append((definition, .linkDefinition)) }
                definition = nil
                leaveOutMarkup(SourceBytes.trimmed(start..<end, of: bytes))
            }
            start = end + 1
        }
        if let definition { omissions.append((definition, .linkDefinition)) }
    }

    /// Leaves out the code that was just read, from fence to fence.
    private mutating func leaveOutCode(fence: UInt8) {
        defer { code = nil }
        var start = cursor == 0 || bytes[cursor - 1] == 0x0A ? cursor : lineEnd(from: cursor) + 1
        var length = 0
        let limit = code?.lowerBound ?? bytes.count
        while start < limit {
            let content = MarkdownPrefix(bytes, start..<lineEnd(from: start)).content
            length = bytes[content].prefix { $0 == fence }.count
            if length >= 3 { break }
            start = lineEnd(from: start) + 1
        }
        start = min(start, limit)
        leaveOutLines(min(cursor, start)..<start)
        var end = lineEnd(from: code.map { $0.upperBound - (bytes[$0.upperBound - 1] == 0x0A ? 1 : 0) } ?? start)
        var next = end + 1
        while next < bytes.count, MarkdownPrefix(bytes, next..<lineEnd(from: next)).content.isEmpty {
            next = lineEnd(from: next) + 1
        }
        if next < bytes.count {
            let line = next..<lineEnd(from: next)
            let content = MarkdownPrefix(bytes, line).content
            if content.count >= length, bytes[content].allSatisfy({ $0 == fence }) { end = line.upperBound }
        } else {
            unclosed = unclosed ?? (start, fence)
        }
        omissions.append((SourceBytes.trimmed(start..<end, of: bytes), .code))
        cursor = end
    }

    private func lineEnd(from start: Int) -> Int {
        start < bytes.count ? bytes[start...].firstIndex(of: 0x0A) ?? bytes.count : bytes.count
    }

    private func isSpeakable(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let (scalar, length) = bytes.scalar(at: index)
            if scalar.isSpeakable { return true }
            index += length
        }
        return false
    }
}

/// A block of Markdown.
struct MarkdownBlock {
    /// What a block is.
    enum Kind: Equatable {
        case heading(level: Int)
        case paragraph
        case listItem
        case tableRow
        case sceneBreak
    }

    var kind: Kind
    /// The stretches of its lines, or of its cells.
    var lines: [Range<Int>] = []

    /// Everything from its first to its last stretch.
    var range: Range<Int> { (lines.first?.lowerBound ?? 0)..<(lines.last?.upperBound ?? 0) }

    var headingLevel: Int? {
        if case .heading(let level) = kind { level } else { nil }
    }

    var isHeading: Bool { headingLevel != nil }
}

/// What stands for signs that are hard to type.
enum MarkdownEntity {
    /// The sign that an entity stands for; nil for letters, digits and unknown ones, which are spoken as they are written.
    static func replacement(_ entity: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let name = String(decoding: entity.dropFirst().dropLast(), as: UTF8.self)
        if let known = names[name] { return known }
        guard name.hasPrefix("#") else { return nil }
        let number = name.dropFirst()
        let isHexadecimal = number.first == "x" || number.first == "X"
        let value = isHexadecimal ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
        guard let scalar = value.flatMap(Unicode.Scalar.init), !scalar.isSpeakable, !scalar.isControl else {
            return nil
        }
        return scalar.properties.isWhitespace ? " " : scalar
    }

    private static let names: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "mdash": "\u{2014}",
        "ndash": "\u{2013}", "hellip": "\u{2026}", "lsquo": "'", "rsquo": "'", "ldquo": "\"", "rdquo": "\"",
        "shy": "\u{AD}", "thinsp": " ", "copy": "\u{A9}", "deg": "\u{B0}",
    ]
}
