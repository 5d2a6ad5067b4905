internal import TextKit

/// Lines of cells in aligned columns, as wide as the terminal at most.
struct TextTable {
    /// One column.
    struct Column {
        let title: String
        var alignsRight = false
        /// Whether it shrinks when the table is too wide.
        var shrinks = false
    }

    /// A column that shrinks keeps at least this width.
    private static let narrowest = 10
    private static let gap = "  "

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table with its head, one line feed after each line.
    ///
    /// - Parameter width: The columns that a line may take, or nil for no bound.
    /// - Returns: The text.
    func text(width: Int?) -> String {
        let widths = fittedWidths(width)
        var text = ""
        for cells in [columns.map(\.title)] + rows {
            var line = ""
            for (index, cell) in cells.enumerated() {
                let column = columns[index]
                let fitted = column.shrinks ? cell.truncated(to: widths[index]) : cell
                line += index > 0 ? Self.gap : ""
                line += fitted.padded(to: widths[index], right: column.alignsRight)
            }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private func fittedWidths(_ width: Int?) -> [Int] {
        var widths = columns.map(\.title.displayWidth)
        for row in rows {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], cell.displayWidth)
            }
        }
        let total = widths.reduce(0, +) + Self.gap.count * max(0, columns.count - 1)
        guard let width, total > width, let index = columns.firstIndex(where: \.shrinks) else { return widths }
        widths[index] = max(min(widths[index], Self.narrowest), widths[index] - (total - width))
        return widths
    }
}

extension String {
    /// The line cut between words into lines of at most `width` columns, the later ones two columns further in.
    ///
    /// A word that is too long stays whole, so that a path can be copied.
    func wrapped(to width: Int) -> String {
        guard displayWidth > width else { return self }
        let indent = String(repeating: " ", count: prefix { $0 == " " }.count)
        var lines: [String] = []
        var line = indent
        for word in dropFirst(indent.count).wordsToWrap {
            let isStart = line.allSatisfy { $0 == " " }
            if !isStart && line.displayWidth + 1 + word.displayWidth > width {
                lines.append(line)
                line = indent + "  " + word
            } else {
                line += (isStart ? "" : " ") + word
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}

extension Substring {
    /// What stays together: the words, and a dot between facts with the word before it.
    fileprivate var wordsToWrap: [String] {
        split(separator: " ", omittingEmptySubsequences: false).reduce(into: []) { words, word in
            if word == "·", let last = words.popLast() {
                words.append("\(last) ·")
            } else {
                words.append(String(word))
            }
        }
    }
}
