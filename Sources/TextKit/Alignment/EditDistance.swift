/// How many letters have to be changed, added or left out to make one word of another.
package struct EditDistance {
    /// The last two rows of the table, kept from one use to the next to save their memory.
    private var row: [Int] = []
    private var before: [Int] = []
    private let countsSwaps: Bool

    /// - Parameter countsSwaps: Whether two neighbours that changed places are one mistake and not two.
    package init(countsSwaps: Bool = false) {
        self.countsSwaps = countsSwaps
    }

    /// The distance of two words by their characters.
    package mutating func between(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first), Array(second))
        return between(first[...], second[...], limit: max(first.count, second.count))
    }

    /// The distance; `limit` + 1 for anything above the limit.
    package mutating func between<Letter: Equatable>(
        _ first: ArraySlice<Letter>,
        _ second: ArraySlice<Letter>,
        limit: Int
    ) -> Int {
        var (first, second) = (first, second)
        while let letter = first.first, letter == second.first {
            first.removeFirst()
            second.removeFirst()
        }
        while let letter = first.last, letter == second.last {
            first.removeLast()
            second.removeLast()
        }
        guard abs(first.count - second.count) <= limit else { return limit + 1 }
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: 0...second.count)
        var previous: Letter?
        for letter in first {
            let above = countsSwaps ? row : []
            var diagonal = row[0]
            row[0] += 1
            var least = row[0]
            var column = 0
            var last: Letter?
            for other in second {
                var value = min(diagonal + (letter == other ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                if countsSwaps, column > 0, let previous, previous == other, letter == last {
                    value = min(value, before[column - 1] + 1)
                }
                column += 1
                diagonal = row[column]
                row[column] = value
                least = min(least, value)
                last = other
            }
            if least > limit {
                return limit + 1
            }
            previous = letter
            before = above
        }
        return min(row[second.count], limit + 1)
    }
}
