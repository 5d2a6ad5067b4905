/// Decides which heading levels of a Markdown file start chapters.
struct MarkdownLevels {
    /// The level of the book's title: the highest one, if a single heading at the top has it and others lie below.
    let title: Int?
    private let chapter: Int

    init(_ blocks: [MarkdownBlock]) {
        let levels = blocks.compactMap(\.headingLevel)
        let highest = levels.min() ?? 1
        let below = levels.filter { $0 > highest }.min()
        let isTitled = levels.first == highest && levels.count(where: { $0 == highest }) == 1
        if isTitled, let below {
            title = highest
            chapter = below
        } else {
            title = isTitled ? highest : nil
            chapter = highest
        }
    }

    /// How deep a chapter of this heading lies (0 for the title of the work), or nil for a heading inside a chapter.
    func chapterLevel(of level: Int) -> Int? {
        if level == title, level != chapter {
            return 0
        }
        return level <= chapter ? 1 : nil
    }
}

extension MarkdownBlock {
    var headingLevel: Int? {
        if case .heading(let level) = kind { level } else { nil }
    }

    var isHeading: Bool { headingLevel != nil }
}
