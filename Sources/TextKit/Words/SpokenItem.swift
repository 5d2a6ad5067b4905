/// A word, number or sign of a text, with the ways in which it can be spoken.
package struct SpokenItem: Sendable, Hashable {
    /// As it is written.
    package var written: String
    /// The words for it in each way, the likeliest first; never none.
    package var readings: [[String]]
    /// Where it stands in its text, in UTF-8 bytes; both ends lie between characters.
    package var place: Range<Int>
    /// Whether it is a number that cannot be spelled out, so that it may match whatever stands in its place.
    package var isOpaqueNumber = false

    package init(_ written: String, readings: [[String]], at place: Range<Int>, isOpaqueNumber: Bool = false) {
        self.written = written
        self.readings = readings
        self.place = place
        self.isOpaqueNumber = isOpaqueNumber
    }

    package init(word: String, written: String, at place: Range<Int>) {
        self.init(written, readings: [[word]], at: place)
    }

    /// The only word for it; nil when it can be read in several ways or as several words.
    package var plainWord: String? {
        readings.count == 1 && readings[0].count == 1 && !isOpaqueNumber ? readings[0][0] : nil
    }
}

/// A word as it is compared.
package struct SpokenWord: Sendable, Hashable {
    /// As it is shown when it is missing.
    package var written: String
    /// Lower case, without accents; apostrophes kept.
    package var word: String
    /// Where it stands in its text, in UTF-8 bytes; the words of one number stand in one place.
    package var place: Range<Int>
    /// Whether it is a number in digits that may match whatever stands in its place.
    package var isOpaqueNumber = false
}

/// Chooses how numbers and abbreviations of two texts are read, so that they are read alike where they can be.
package struct ReadingResolution {
    package let text: [SpokenWord]
    package let heard: [SpokenWord]

    package init(_ text: [SpokenItem], _ heard: [SpokenItem]) {
        self.text = Self.resolved(text, against: heard)
        let chosen = self.text.map { SpokenItem(word: $0.word, written: $0.written, at: $0.place) }
        self.heard = Self.resolved(heard, against: chosen)
    }

    private static func resolved(_ items: [SpokenItem], against other: [SpokenItem]) -> [SpokenWord] {
        let plain = other.map(\.plainWord)
        let readings = Set(other.lazy.filter { $0.plainWord == nil }.flatMap(\.readings))
        return items.flatMap { item -> [SpokenWord] in
            if let word = item.plainWord {
                return [SpokenWord(written: item.written, word: word, place: item.place)]
            }
            if item.isOpaqueNumber {
                let word = item.written
                return [SpokenWord(written: word, word: word, place: item.place, isOpaqueNumber: true)]
            }
            let chosen = item.readings.first { readings.contains($0) || contains(plain, $0) } ?? item.readings[0]
            return chosen.map {
                SpokenWord(written: chosen.count == 1 ? item.written : $0, word: $0, place: item.place)
            }
        }
    }

    private static func contains(_ words: [String?], _ run: [String]) -> Bool {
        guard let first = run.first, words.count >= run.count else { return false }
        return (0...(words.count - run.count)).contains { start in
            words[start] == first && (1..<run.count).allSatisfy { words[start + $0] == run[$0] }
        }
    }
}
