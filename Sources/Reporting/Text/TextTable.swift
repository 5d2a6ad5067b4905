internal import TextKit

/// Lines of cells in aligned columns, as wide as the terminal at most.
struct TextTable {
    /// One column.
    struct Column {
        let title: String
        var alignsRight = false
        /// Whether it gives way when the table is too wide.
        var shrinks = false
    }

    /// A column that gives way keeps at least this much.
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
