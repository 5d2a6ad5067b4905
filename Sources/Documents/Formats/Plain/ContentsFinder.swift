/// Finds the contents lists of a plain text, whose entries look just like the headings they name.
struct ContentsFinder {
    private let source: SourceBytes
    private let lines: [Line]
    private let body: Range<Int>
    /// The lines that read as headings by their own words, by index.
    private let headings: [Int: HeadingLine]

    init(source: SourceBytes, lines: [Line], body: Range<Int>) {
        self.source = source
        self.lines = lines
        self.body = body
        var headings: [Int: HeadingLine] = [:]
        for index in body where source.mayBeHeading(lines[index].range) {
            let text = source.string(lines[index].range)
            headings[index] = HeadingLine(text.withoutPageNumber ?? text)
        }
        self.headings = headings
    }

    /// The lists as ranges of lines, their own headings included.
    func lists() -> [Range<Int>] {
        var result: [Range<Int>] = []
        var known: ContentsKeys?
        var index = body.lowerBound
        var runEnd = index
        while index < body.upperBound {
            // A run that holds many lists is measured once.
            runEnd = index < runEnd ? runEnd : headingRunEnd(from: index)
            let run = index..<runEnd
            guard isContentsHeading(index) || run.count >= 3 else {
                index = max(run.upperBound, index + 1)
                continue
            }
            let keys = known ?? ContentsKeys(source: source, lines: lines, body: body, headings: headings)
            known = keys
            if let list = run.isEmpty ? announcedList(from: index, keys) : bareList(in: run, keys) {
                result.append(list)
                index = list.upperBound
            } else {
                index = max(run.upperBound, index + 1)
            }
        }
        return result
    }

    /// The line after the headings in a row, with nothing between them, that start at a line.
    private func headingRunEnd(from start: Int) -> Int {
        var end = start
        while end < body.upperBound, headings[end]?.form.isWorded == true {
            end += 1
        }
        return end
    }

    private func isContentsHeading(_ index: Int) -> Bool {
        let line = lines[index]
        guard line.range.count <= 40, line.blanksBefore > 0 || index == body.lowerBound else { return false }
        return HeadingKeyword.contents.contains(
            source.string(line.range).trimmingMarks().trimmingCharacters(".: ").lowercased()
        )
    }

    /// The list under a heading such as `CONTENTS`: up to prose, or to the first heading that it has named already.
    private func announcedList(from heading: Int, _ keys: ContentsKeys) -> Range<Int>? {
        var seen: Set<String> = []
        var end = heading + 1
        while end < body.upperBound, end - heading < 3_000, !startsProse(end), !isContentsHeading(end) {
            let names = keys.keys(of: end)
            if lines[end].blanksBefore > 0, !seen.isDisjoint(with: names) {
                break
            }
            seen.formUnion(names)
            end += 1
        }
        let entries = (heading + 1..<end).filter { isEntry($0, listEnd: end, keys) }
        guard entries.count >= 2, let last = entries.last else { return nil }
        var tail = last + 1
        // The last entry may run on.
        while tail < end, tail <= last + 2, lines[tail].blanksBefore == 0 {
            tail += 1
        }
        return entries.count * 3 >= tail - heading - 1 ? heading..<tail : nil
    }

    /// Three or more headings in a row, most of which come again.
    private func bareList(in run: Range<Int>, _ keys: ContentsKeys) -> Range<Int>? {
        var seen: Set<String> = []
        var end = run.lowerBound
        while end < run.upperBound, let name = keys.keys(of: end).first, seen.insert(name).inserted {
            end += 1
        }
        let again = (run.lowerBound..<end).count { keys.recur(keys.keys(of: $0).prefix(1), from: end) }
        return seen.count >= 3 && again * 10 >= seen.count * 6 ? run.lowerBound..<end : nil
    }

    private func isEntry(_ index: Int, listEnd: Int, _ keys: ContentsKeys) -> Bool {
        headings[index]?.form.isWorded == true
            || source.string(lines[index].range).withoutPageNumber != nil
            || keys.recur(keys.keys(of: index), from: listEnd)
    }

    /// Whether a paragraph of running text starts at a line.
    private func startsProse(_ index: Int) -> Bool {
        let line = lines[index]
        guard line.blanksBefore > 0, headings[index] == nil else { return false }
        if line.range.count > 120 {
            return true
        }
        var length = line.range.count
        var end = index + 1
        while end < body.upperBound, lines[end].blanksBefore == 0, headings[end] == nil {
            length += lines[end].range.count
            end += 1
        }
        return line.range.count >= 50 && length > 150 && source.endsSentence(lines[end - 1].range)
    }
}

/// What a line of a contents list and the heading that it names have in common.
struct ContentsKeys {
    private let source: SourceBytes
    private let lines: [Line]
    /// The keys of the lines that can be headings, by index.
    private var keys: [Int: [String]] = [:]
    /// The last line that bears a key.
    private var last: [String: Int] = [:]

    /// - Parameters:
    ///   - source: The text.
    ///   - lines: All its lines.
    ///   - body: Those to look at.
    ///   - headings: The lines that read as headings by their own words.
    init(source: SourceBytes, lines: [Line], body: Range<Int>, headings: [Int: HeadingLine]) {
        self.source = source
        self.lines = lines
        var division = ""
        for index in body {
            let keys: [String]
            if let heading = headings[index] {
                keys = Self.keys(of: heading, text: source.string(lines[index].range), division: &division)
            } else if lines[index].range.count <= 100, lines[index].blanksBefore > 0,
                source.mayBeHeading(lines[index].range)
            {
                keys = [source.string(lines[index].range).headingKey]
            } else {
                continue
            }
            self.keys[index] = keys
            for key in keys {
                last[key] = index
            }
        }
    }

    /// What names a line, the surest first: its number within its part of the book, or its words; then its title alone.
    ///
    /// A list may say `I. Dusk` where the book says `CHAPTER I` or `CHAPTER I: DUSK`.
    func keys(of index: Int) -> [String] {
        keys[index] ?? (lines[index].range.count <= 200 ? [source.string(lines[index].range).headingKey] : [])
    }

    /// Whether a line from `start` on bears one of the keys.
    func recur(_ keys: some Sequence<String>, from start: Int) -> Bool {
        keys.contains { last[$0, default: -1] >= start }
    }

    private static func keys(of heading: HeadingLine, text: String, division: inout String) -> [String] {
        if case .division = heading.form {
            division = heading.form.identity ?? ""
            return [division]
        }
        var keys = [text.headingKey]
        if let number = heading.form.chapterNumber {
            keys = heading.hasTitle ? keys : []
            keys.append("\(division) #\(number)")
        }
        if heading.hasTitle, case let title = text.titleKey, title.count >= 4 {
            keys.append(title)
        }
        return keys
    }
}

extension String {
    /// The text without the page number at its end, where leader dots or a wide space set one off; nil when none does.
    var withoutPageNumber: String? {
        let digits = reversed().prefix { $0.isNumber || "ivxlc".contains($0) }.count
        guard digits > 0, digits <= 6 else { return nil }
        let rest = dropLast(digits)
        let leaders = rest.reversed().prefix { " .\t\u{B7}\u{2026}_".contains($0) }
        let isWide = leaders.count >= 2 || leaders.contains { $0 == "\t" || $0 == "\u{2026}" }
        guard isWide, leaders.count < rest.count else { return nil }
        return String(rest.dropLast(leaders.count))
    }

    /// What a line of a contents list and the heading it names have in common: the words in lower case, without a
    /// page number.
    var headingKey: String {
        var words = (withoutPageNumber ?? self).lowercased().split { !($0.isLetter || $0.isNumber) }
        if words.count > 2, let last = words.last, last.allSatisfy(\.isNumber) {
            words.removeLast()
        }
        return words.joined(separator: " ")
    }

    /// The words of a heading's title alone, as `headingKey` gives them, without `Chapter` and its number.
    ///
    /// Empty for a heading without a title.
    var titleKey: String {
        var words = headingKey.split(separator: " ")[...]
        if let first = words.first, HeadingKeyword(String(first)) != nil {
            words = words.dropFirst()
            if words.first == "the" {
                words = words.dropFirst()
            }
        }
        if let first = words.first, HeadingNumber.value(of: first) != nil {
            words = words.dropFirst()
        }
        return words.joined(separator: " ")
    }
}
