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
