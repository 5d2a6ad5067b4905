/// The cheapest way to lay what was heard beside a text, word by word.
package struct WordAlignment: Sendable {
    /// A run of the text's words beside the run of heard words that stands for it; one of them may be empty.
    package struct Step: Sendable, Hashable {
        package var text: Range<Int>
        package var heard: Range<Int>
        /// How they stand to each other; nil when one is empty.
        package var relation: WordSimilarity.Relation?

        /// Whether the text is heard there.
        package var isMatch: Bool { relation == .same || relation == .near }
    }

    private struct Cell {
        var cost = Float.infinity
        var textStep: UInt8 = 0
        var heardStep: UInt8 = 0
        var relation: WordSimilarity.Relation?
    }

    /// How far, in words, the two may get out of step beyond what their lengths explain.
    private static let slack = 32
    /// So much above the best of the row before, joined words are not looked for.
    private static let margin: Float = 10

    package let text: WordSequence
    package let heard: WordSequence
    package let steps: [Step]

    package init(_ text: WordSequence, _ heard: WordSequence) {
        self.text = text
        self.heard = heard
        let reach = min(max(text.count, heard.count), abs(text.count - heard.count) + Self.slack)
        steps = Self.steps(Self.cells(text, heard, reach: reach), text.count, heard.count, reach: reach)
    }

    /// Rows of the cells around the diagonal: those of one row are `2 * reach + 1`, and the middle one is the diagonal's.
    private static func cells(_ text: WordSequence, _ heard: WordSequence, reach: Int) -> [Cell] {
        let similarity = WordSimilarity(text, heard)
        let width = 2 * reach + 1
        let longestRun = WordSequence.longestRun
        var cells = Array(repeating: Cell(), count: (text.count + 1) * width)
        cells[reach].cost = 0
        var leastBefore: Float = 0
        for row in 0...text.count {
            let shift = row * width + reach - row
            var least = Float.infinity
            for column in max(0, row - reach)...max(0, min(heard.count, row + reach)) where row + column > 0 {
                var best = Cell()
                func offer(_ rows: Int, _ columns: Int, _ cost: Float, _ relation: WordSimilarity.Relation?) {
                    let offset = column - columns - row + rows + reach
                    guard offset >= 0, offset < width else { return }
                    let total = cells[(row - rows) * width + offset].cost + cost
                    guard total < best.cost else { return }
                    best = Cell(cost: total, textStep: UInt8(rows), heardStep: UInt8(columns), relation: relation)
                }
                if row > 0 {
                    offer(1, 0, text.isOptional[row - 1] ? 0.01 : 1, nil)
                }
                if column > 0 {
                    offer(0, 1, heard.isOptional[column - 1] ? 0.01 : 1, nil)
                }
                if row > 0, column > 0 {
                    let match = similarity.single(row - 1, column - 1)
                    offer(1, 1, match.cost, match.relation)
                    // What ends or begins with equal words can be joined without them.
                    let isPromising = match.relation != .same && best.cost <= leastBefore + margin
                    for rows in 1...longestRun where isPromising && rows <= row {
                        for columns in 1...longestRun where columns <= column && rows + columns > 2 {
                            guard text.run(rows, before: row).mayStand(for: heard.run(columns, before: column)),
                                similarity.single(row - rows, column - columns).relation != .same,
                                let match = similarity.joined(rows, before: row, columns, before: column)
                            else { continue }
                            offer(rows, columns, match.cost, match.relation)
                        }
                    }
                }
                cells[shift + column] = best
                least = min(least, best.cost)
            }
            leastBefore = row == 0 ? 0 : least
        }
        return cells
    }

    private static func steps(_ cells: [Cell], _ rows: Int, _ columns: Int, reach: Int) -> [Step] {
        var (row, column) = (rows, columns)
        var steps: [Step] = []
        while row > 0 || column > 0 {
            let cell = cells[row * (2 * reach + 1) + column - row + reach]
            let (rows, columns) = (Int(cell.textStep), Int(cell.heardStep))
            guard rows + columns > 0 else { break }
            steps.append(Step(text: row - rows..<row, heard: column - columns..<column, relation: cell.relation))
            row -= rows
            column -= columns
        }
        return steps.reversed()
    }
}
