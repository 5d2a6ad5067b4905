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
