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
        var index = body.lowerBound
        while index < body.upperBound {
            let list =
                isContentsHeading(index)
                ? announcedList(from: index) : headings[index] == nil ? nil : bareList(from: index)
            if let list {
                result.append(list)
                index = list.upperBound
            } else {
                index += 1
            }
        }
        return result
    }

    private func isContentsHeading(_ index: Int) -> Bool {
        let line = lines[index]
        guard line.range.count <= 40, line.blanksBefore > 0 || index == body.lowerBound else { return false }
        return HeadingKeyword.contents.contains(
            source.string(line.range).trimmingMarks().trimmingCharacters(".: ").lowercased()
        )
    }

    /// The list under a heading such as `CONTENTS`: up to prose, or to the first heading that it has named already.
    private func announcedList(from heading: Int) -> Range<Int>? {
        var seen: Set<String> = []
        var division = ""
        var end = heading + 1
        while end < body.upperBound, end - heading < 3_000, !startsProse(end) {
            let keys = keys(of: end, division: &division)
            if lines[end].blanksBefore > 0, !seen.isDisjoint(with: keys) {
                break
            }
            seen.formUnion(keys)
            end += 1
        }
        let later = laterKeys(from: end, wanted: seen)
        let entries = (heading + 1..<end).filter { isEntry($0, later: later) }
        guard entries.count >= 2, let last = entries.last else { return nil }
        var tail = last + 1
        // The last entry may run on.
        while tail < end, tail <= last + 2, lines[tail].blanksBefore == 0 {
            tail += 1
        }
        return entries.count * 3 >= tail - heading - 1 ? heading..<tail : nil
    }

    /// Three or more headings in a row with nothing between them, most of which come again.
    private func bareList(from start: Int) -> Range<Int>? {
        var end = start
        var seen: [String] = []
        var division = ""
        while end < body.upperBound, let heading = headings[end], heading.form.isWorded {
            let key = keys(of: end, division: &division)[0]
            if seen.contains(key) {
                break
            }
            seen.append(key)
            end += 1
        }
        guard seen.count >= 3 else { return nil }
        let again = laterKeys(from: end, wanted: Set(seen))
        return seen.filter(again.contains).count * 10 >= seen.count * 6 ? start..<end : nil
    }

    private func isEntry(_ index: Int, later: Set<String>) -> Bool {
        if headings[index]?.form.isWorded == true {
            return true
        }
        let text = source.string(lines[index].range)
        return text.withoutPageNumber != nil || later.contains(text.headingKey)
    }

    /// What names a heading, the surest first: its number within its part of the book, or its words; then its title
    /// alone.
    ///
    /// A list may say `I. Dusk` where the book says `CHAPTER I` or `CHAPTER I: DUSK`.
    private func keys(of index: Int, division: inout String) -> [String] {
        let text = source.string(lines[index].range)
        guard let heading = headings[index] else { return [text.headingKey] }
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

    /// Those of the wanted keys that lines from `start` on bear.
    private func laterKeys(from start: Int, wanted: Set<String>) -> Set<String> {
        var result: Set<String> = []
        var division = ""
        for index in start..<body.upperBound where source.mayBeHeading(lines[index].range) {
            let line = lines[index]
            guard line.blanksBefore > 0 || headings[index] != nil else { continue }
            result.formUnion(wanted.intersection(keys(of: index, division: &division)))
        }
        return result
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
