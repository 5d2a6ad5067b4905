/// The words of a text with their letters one behind the other, so that a run of words is a slice of letters.
package struct WordSequence: Sendable {
    /// So many words may be joined or parted.
    package static let longestRun = 3

    package let words: [SpokenWord]
    /// The letters of all words, without apostrophes.
    package let letters: [UInt32]
    /// Where the letters of each word begin, and at last where they all end.
    package let starts: [Int]
    /// How each word sounds.
    package let sounds: [[UInt32]]
    /// What contractions stand for, as letters.
    package let expansions: [[[UInt32]]]
    /// Words that may be left out or added at no cost.
    package let isOptional: [Bool]
    /// A number for each word that is the same for equal words.
    package let kinds: [Int]
    /// The first word of each kind.
    package let firsts: [Int]
    /// For each end of a run the runs of one, two and three words.
    private let runs: [WordRun]

    package init(_ words: [SpokenWord], isEnglish: Bool) {
        var letters: [UInt32] = []
        var starts = [0]
        var kinds: [Int] = []
        var firsts: [Int] = []
        var known: [String: Int] = [:]
        for (position, word) in words.enumerated() {
            let plain =
                word.word.utf8.contains(0x27) ? String(word.word.unicodeScalars.filter { $0 != "'" }) : word.word
            let spelled = isEnglish ? EnglishSpelling.leveled(plain) : plain
            letters.append(contentsOf: spelled.unicodeScalars.lazy.map(\.value))
            starts.append(letters.count)
            let kind = known[word.word] ?? firsts.count
            if kind == firsts.count {
                known[word.word] = kind
                firsts.append(position)
            }
            kinds.append(kind)
        }
        self.words = words
        self.letters = letters
        self.starts = starts
        self.kinds = kinds
        self.firsts = firsts
        sounds = words.indices.map { SoundKey.key(letters[starts[$0]..<starts[$0 + 1]]) }
        let expansions = words.map { word in
            isEnglish ? Contractions.expansions(word.word).map { $0.unicodeScalars.map(\.value) } : []
        }
        self.expansions = expansions
        isOptional = words.map { $0.isOpaqueNumber || isEnglish && Interjections.words.contains($0.word) }
        var runs: [WordRun] = []
        runs.reserveCapacity(words.count * Self.longestRun)
        for position in words.indices {
            for length in 1...Self.longestRun {
                runs.append(WordRun(letters[starts[max(0, position - length + 1)]..<starts[position + 1]]))
            }
            runs[position * Self.longestRun].isContraction = !expansions[position].isEmpty
            runs[position * Self.longestRun].isOpaqueNumber = words[position].isOpaqueNumber
        }
        self.runs = runs
    }

    package var count: Int { words.count }

    /// Some words that end before a position; at most as many as there are.
    package func run(_ length: Int, before end: Int) -> WordRun { runs[(end - 1) * Self.longestRun + length - 1] }

    /// The letters of words, run together.
    package func letters(_ run: Range<Int>) -> ArraySlice<UInt32> { letters[starts[run.lowerBound]..<starts[run.upperBound]] }
}
