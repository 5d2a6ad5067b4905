extension String {
    /// How many characters must be put in, taken out, changed or swapped with the next to get the other text.
    package func editDistance(to other: String) -> Int {
        let source = Array(self)
        let target = Array(other)
        var before: [Int] = []
        var above = Array(0...target.count)
        for (row, character) in source.enumerated() {
            var current = [row + 1]
            for (column, wanted) in target.enumerated() {
                let change = above[column] + (character == wanted ? 0 : 1)
                var least = Swift.min(change, above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, character == target[column - 1], source[row - 1] == wanted {
                    least = Swift.min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, above) = (above, current)
        }
        return above[target.count]
    }
}
