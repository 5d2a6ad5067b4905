extension String {
    /// The Levenshtein distance: how many characters must be put in, taken out or changed.
    func editDistance(to other: String) -> Int {
        let target = Array(other)
        var row = Array(0...target.count)
        for (index, character) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let above = row[column + 1]
                let change = character == target[column] ? 0 : 1
                row[column + 1] = Swift.min(diagonal + change, above + 1, row[column] + 1)
                diagonal = above
            }
        }
        return row[target.count]
    }
}
