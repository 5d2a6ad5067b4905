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
    package func letters(_ run: Range<Int>) -> ArraySlice<UInt32> {
        letters[starts[run.lowerBound]..<starts[run.upperBound]]
    }
}

/// What can be told of some words in a row without looking at each letter.
package struct WordRun: Sendable, Hashable {
    /// How many letters they have.
    package var length = 0
    /// A bit for each letter that they have, and another for each that they have twice: runs with few in common are unlike.
    package var mask: UInt64 = 0
    /// Whether it is one word that stands for several.
    package var isContraction = false
    /// Whether it is one number in digits, which may stand for several words.
    package var isOpaqueNumber = false

    /// How they sound, as a hash; 0 where that is too little to go by.
    package var sound = 0

    package init(_ letters: ArraySlice<UInt32>) {
        length = letters.count
        let key = SoundKey.key(letters)
        sound = key.count > 1 ? key.hashValue : 0
        for letter in letters {
            let bit: UInt64 = 1 << UInt64(letter & 31)
            mask |= mask & bit == 0 ? bit : bit << 32
        }
    }

    /// The least number of letters in which two of them differ.
    package func leastDistance(to other: WordRun) -> Int {
        max(abs(length - other.length), ((mask ^ other.mask).nonzeroBitCount + 1) / 2)
    }

    /// The greatest number of letters in which it may differ from another to be joined with it.
    ///
    /// Less than a word that counts may go missing in it.
    package func mostDistance(to other: WordRun) -> Int { min(3, max(length, other.length) / 4) }

    /// Whether they sound alike and are about as long, so that no word that counts is missing in one of them.
    package func soundsLike(_ other: WordRun) -> Bool {
        sound != 0 && sound == other.sound && abs(length - other.length) <= 3
    }

    /// Whether it is worth while to look closer whether two runs are nearly the same.
    package func mayStand(for other: WordRun) -> Bool {
        isContraction || other.isContraction || isOpaqueNumber || other.isOpaqueNumber
            || leastDistance(to: other) <= mostDistance(to: other) || soundsLike(other)
    }
}

/// A coarse key of how an English word sounds: its consonants, with those that are easily mistaken for each other made one.
package enum SoundKey {
    /// The key of a word in lower case, as letters; empty for a word without consonants.
    package static func key(_ letters: ArraySlice<UInt32>) -> [UInt32] {
        var key: [UInt32] = []
        let word = letters.map { $0 < 0x80 ? UInt8($0) : 0 }
        var position = 0
        while position < word.count {
            let letter = word[position]
            let next = position + 1 < word.count ? word[position + 1] : 0
            position += 1
            if let sound = pair(letter, next, isFirst: position == 1) {
                position += 1
                append(sound, to: &key)
            } else if let sound = single(letter, before: next) {
                append(sound, to: &key)
            } else if letter == 0 {
                append(letters[letters.startIndex + position - 1], to: &key)
            }
        }
        return key
    }

    private static func append(_ sound: some Sequence<UInt32>, to key: inout [UInt32]) {
        for letter in sound where key.last != letter {
            key.append(letter)
        }
    }

    private static func append(_ sound: UInt32, to key: inout [UInt32]) { append(CollectionOfOne(sound), to: &key) }

    private static func append(_ sound: String, to key: inout [UInt32]) {
        append(sound.unicodeScalars.lazy.map(\.value), to: &key)
    }

    private static func pair(_ first: UInt8, _ second: UInt8, isFirst: Bool) -> String? {
        let pair = (Unicode.Scalar(first), Unicode.Scalar(second))
        switch pair {
        case ("p", "h"): return "f"
        case ("g", "h"): return isFirst ? "k" : ""
        case ("k", "n"), ("g", "n"): return isFirst ? "n" : (pair.0 == "k" ? "kn" : "n")
        case ("w", "r"): return "r"
        case ("m", "b"): return isFirst ? "mp" : "m"
        case ("s", "h"), ("c", "h"), ("d", "g"), ("t", "c"): return "s"
        case ("t", "h"): return "t"
        case ("c", "k"): return "k"
        default: return nil
        }
    }

    private static func single(_ letter: UInt8, before next: UInt8) -> String? {
        switch Unicode.Scalar(letter) {
        case "b", "p": "p"
        case "v", "f": "f"
        case "d", "t": "t"
        case "g" where isFront(next), "j", "s", "z": "s"
        case "c" where isFront(next): "s"
        case "g", "k", "c", "q": "k"
        case "x": "ks"
        case "l": "l"
        case "r": "r"
        case "m": "m"
        case "n": "n"
        default: nil
        }
    }

    private static func isFront(_ letter: UInt8) -> Bool {
        let letter = Unicode.Scalar(letter)
        return letter == "e" || letter == "i" || letter == "y"
    }
}
