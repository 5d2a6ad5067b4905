/// How many letters have to be changed, added or left out to make one word of another.
package struct EditDistance {
    /// Kept from one use to the next, to save its memory.
    private var row: [Int] = []

    /// The distance; `limit` + 1 for anything above the limit.
    package mutating func between(_ first: ArraySlice<UInt32>, _ second: ArraySlice<UInt32>, limit: Int) -> Int {
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
        for letter in first {
            var diagonal = row[0]
            row[0] += 1
            var least = row[0]
            var column = 0
            for other in second {
                let value = min(diagonal + (letter == other ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                column += 1
                diagonal = row[column]
                row[column] = value
                least = min(least, value)
            }
            if least > limit {
                return limit + 1
            }
        }
        return min(row[second.count], limit + 1)
    }
}
