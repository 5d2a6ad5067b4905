/// Cuts a sentence that is too long for one segment into pieces; a shorter one stays whole.
struct SentenceSplitter {
    private let spoken: SpokenText
    private let maxCharacters: Int
    /// How many scalars of the paragraph stand before `counted`.
    private var scalars = 0
    private var counted: Int?

    init(spoken: SpokenText, maxCharacters: Int) {
        self.spoken = spoken
        self.maxCharacters = maxCharacters
    }

    /// Hands over the pieces of one sentence; sentences must come in order.
    mutating func split(_ sentence: Range<Int>, receive: (TextPiece) -> Void) {
        let whole = piece(sentence, end: .sentence)
        if whole.scalars.count <= maxCharacters {
            receive(whole)
            return
        }
        var start = sentence.lowerBound
        while start < sentence.upperBound {
            let clause = clauseEnd(from: start, in: sentence)
            splitClause(start..<clause, isLast: clause == sentence.upperBound, receive: receive)
            start = skipSpaces(clause, in: sentence)
        }
    }

    private mutating func splitClause(_ clause: Range<Int>, isLast: Bool, receive: (TextPiece) -> Void) {
        let end: TextPiece.End = isLast ? .sentence : .clause
        if spoken.bytes.scalarCount(clause) <= maxCharacters {
            receive(piece(clause, end: end))
            return
        }
        var start = clause.lowerBound
        while start < clause.upperBound {
            let word = spoken.bytes[start..<clause.upperBound].firstIndex(of: 0x20) ?? clause.upperBound
            splitWord(start..<word, end: word == clause.upperBound ? end : .word, receive: receive)
            start = skipSpaces(word, in: clause)
        }
    }

    private mutating func splitWord(_ word: Range<Int>, end: TextPiece.End, receive: (TextPiece) -> Void) {
        guard word.count > maxCharacters, spoken.bytes.scalarCount(word) > maxCharacters else {
            receive(piece(word, end: end))
            return
        }
        let parts = (spoken.bytes.scalarCount(word) + maxCharacters - 1) / maxCharacters
        // Parts of about equal length, with room for the last character of each.
        let length = min(maxCharacters, spoken.bytes.scalarCount(word) / parts + 8)
        var start = word.lowerBound
        while start < word.upperBound {
            let cut = GraphemeCut(spoken: spoken).end(from: start, limit: word.upperBound, scalars: length)
            receive(piece(start..<cut, end: cut == word.upperBound ? end : .none))
            start = cut
        }
    }

    /// The place after the next mark that ends a clause, or the end of the sentence.
    private func clauseEnd(from start: Int, in sentence: Range<Int>) -> Int {
        let bytes = spoken.bytes
        var index = start
        while index < sentence.upperBound {
            let (scalar, length) = bytes.scalar(at: index)
            index += length
            switch scalar {
            case ",", ";", ":", ")", "\u{2026}", "!", "?", "\"":
                if index < sentence.upperBound, bytes[index] == 0x20 {
                    return index
                }
            case "\u{2014}", "\u{3001}", "\u{FF0C}", "\u{FF1B}", "\u{FF1A}", "\u{3002}", "\u{FF01}", "\u{FF1F}":
                if index < sentence.upperBound {
                    return index
                }
            default:
                break
            }
        }
        return sentence.upperBound
    }

    private func skipSpaces(_ start: Int, in range: Range<Int>) -> Int {
        spoken.bytes[start..<range.upperBound].firstIndex { $0 != 0x20 } ?? range.upperBound
    }

    private mutating func piece(_ range: Range<Int>, end: TextPiece.End) -> TextPiece {
        let from = counted ?? range.lowerBound
        // A sentence that is cut is counted once as a whole: its pieces lie behind what is counted already.
        let before =
            from <= range.lowerBound
            ? scalars + spoken.bytes.scalarCount(from..<range.lowerBound)
            : scalars - spoken.bytes.scalarCount(range.lowerBound..<from)
        counted = range.lowerBound
        scalars = before
        let count = spoken.bytes.scalarCount(range)
        return TextPiece(
            range: range,
            scalars: before..<before + count,
            end: end,
            isSpeakable: isSpeakable(range)
        )
    }

    private func isSpeakable(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let (scalar, length) = spoken.bytes.scalar(at: index)
            if scalar.isSpeakable {
                return true
            }
            index += length
        }
        return false
    }
}
