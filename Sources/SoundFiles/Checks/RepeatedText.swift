/// How much of a text is there twice, as in "No, no, never": such speech may well sound repeated.
enum RepeatedText {
    /// The letters of the longest run of words that is there at least twice.
    static func letters(of text: String) -> Int {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        var best = 0
        // The lengths of the common runs that end at a word and at each earlier one, a row at a time.
        var row = [Int](repeating: 0, count: words.count)
        for index in words.indices {
            var next = [Int](repeating: 0, count: words.count)
            for earlier in 0..<index where words[earlier] == words[index] {
                next[earlier] = (earlier > 0 ? row[earlier - 1] : 0) + words[index].count
                best = max(best, next[earlier])
            }
            row = next
        }
        return best
    }
}
