/// Chooses how numbers and abbreviations of two texts are read, so that they are read alike where they can be.
package struct ReadingResolution {
    package let text: [SpokenWord]
    package let heard: [SpokenWord]

    package init(_ text: [SpokenItem], _ heard: [SpokenItem]) {
        self.text = Self.resolved(text, against: heard)
        let chosen = self.text.map { SpokenItem(word: $0.word, written: $0.written) }
        self.heard = Self.resolved(heard, against: chosen)
    }

    private static func resolved(_ items: [SpokenItem], against other: [SpokenItem]) -> [SpokenWord] {
        let plain = other.map(\.plainWord)
        let readings = Set(other.lazy.filter { $0.plainWord == nil }.flatMap(\.readings))
        return items.flatMap { item -> [SpokenWord] in
            if let word = item.plainWord {
                return [SpokenWord(written: item.written, word: word)]
            }
            if item.isOpaqueNumber {
                return [SpokenWord(written: item.written, word: item.written, isOpaqueNumber: true)]
            }
            let chosen = item.readings.first { readings.contains($0) || contains(plain, $0) } ?? item.readings[0]
            return chosen.map { SpokenWord(written: chosen.count == 1 ? item.written : $0, word: $0) }
        }
    }

    private static func contains(_ words: [String?], _ run: [String]) -> Bool {
        guard let first = run.first, words.count >= run.count else { return false }
        return (0...(words.count - run.count)).contains { start in
            words[start] == first && (1..<run.count).allSatisfy { words[start + $0] == run[$0] }
        }
    }
}
