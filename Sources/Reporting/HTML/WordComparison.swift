internal import Core

/// A text and its transcript, cut into pieces of which some differ.
struct WordComparison {
    /// Words and what stands between them.
    struct Piece: Hashable {
        var text: String
        /// Whether it is missing from the other side.
        var isMarked: Bool
    }

    /// Cells of the table of common words; longer texts are not compared.
    private static let largestTable = 4_000_000

    let text: [Piece]
    let heard: [Piece]

    /// Marks the words that the transcript says are missing or added, where they stand.
    init(text: String, transcript: TakeTranscript) {
        let said = Self.words(text)
        let heard = Self.words(transcript.text)
        let (saidCommon, heardCommon) = Self.common(said.compactMap(\.key), heard.compactMap(\.key))
        self.text = Self.pieces(said, common: saidCommon, wanted: transcript.missing)
        self.heard = Self.pieces(heard, common: heardCommon, wanted: transcript.added)
    }

    /// A stretch of a text; what is no word has no key.
    private struct Stretch {
        var text: String
        var key: String?

        /// Whether a letter that follows is another word.
        var isAlone: Bool { text.last?.standsAlone == true }
    }

    private static func words(_ text: String) -> [Stretch] {
        var stretches: [Stretch] = []
        for character in text {
            let isWord = character.isLetter || character.isNumber || "'’".contains(character)
            let continues =
                isWord && !character.standsAlone && stretches.last.map { $0.key != nil && !$0.isAlone } ?? false
            if continues || (!isWord && stretches.last.map { $0.key == nil } ?? false) {
                stretches[stretches.count - 1].text.append(character)
            } else {
                stretches.append(Stretch(text: String(character), key: isWord ? "" : nil))
            }
        }
        for index in stretches.indices where stretches[index].key != nil {
            stretches[index].key = key(stretches[index].text)
        }
        return stretches
    }

    /// The word without case and signs.
    private static func key(_ word: String) -> String { word.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// Which words of each side belong to a longest row of words that both have in the same order.
    private static func common(_ one: [String], _ other: [String]) -> (Set<Int>, Set<Int>) {
        guard one.count * other.count <= largestTable else { return (Set(one.indices), Set(other.indices)) }
        let width = other.count + 1
        var lengths = [Int32](repeating: 0, count: (one.count + 1) * width)
        for row in one.indices.reversed() {
            for column in other.indices.reversed() {
                let place = row * width + column
                lengths[place] =
                    one[row] == other[column]
                    ? lengths[place + width + 1] + 1 : max(lengths[place + width], lengths[place + 1])
            }
        }
        var (row, column) = (0, 0)
        var found: (Set<Int>, Set<Int>) = ([], [])
        while row < one.count, column < other.count {
            if one[row] == other[column] {
                found.0.insert(row)
                found.1.insert(column)
                (row, column) = (row + 1, column + 1)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return found
    }

    private static func pieces(_ stretches: [Stretch], common: Set<Int>, wanted: [String]) -> [Piece] {
        let keys = Set(wanted.flatMap { words($0).compactMap(\.key) })
        var pieces: [Piece] = []
        var index = 0
        for stretch in stretches {
            var isMarked = false
            if let key = stretch.key {
                isMarked = !common.contains(index) && keys.contains(key)
                index += 1
            }
            if pieces.last?.isMarked == isMarked {
                pieces[pieces.count - 1].text += stretch.text
            } else {
                pieces.append(Piece(text: stretch.text, isMarked: isMarked))
            }
        }
        return pieces
    }
}

extension Character {
    /// Whether it is a word of its own, as in Chinese and Japanese, where no blanks part words.
    fileprivate var standsAlone: Bool {
        guard let scalar = unicodeScalars.first else { return false }
        return scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value)
    }
}
