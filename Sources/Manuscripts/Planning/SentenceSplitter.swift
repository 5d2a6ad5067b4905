internal import TextKit

/// Cuts a sentence that is too long for one segment into pieces; a shorter one stays whole.
struct SentenceSplitter {
    private let spoken: SpokenText
    private let maxCharacters: Int
    /// Where the lengths have been added up to, and their sum.
    private var measured: Int
    private var extent = 0

    /// Takes the whole spoken text and where the paragraph starts.
    init(spoken: SpokenText, maxCharacters: Int, start: Int) {
        self.spoken = spoken
        self.maxCharacters = maxCharacters
        measured = start
    }

    /// Hands over the pieces of one sentence; sentences must come in order.
    mutating func split(_ sentence: Range<Int>, receive: (TextPiece) -> Void) {
        guard !fits(sentence) else {
            receive(piece(sentence, end: .sentence))
            return
        }
        var start = sentence.lowerBound
        while start < sentence.upperBound {
            let (stop, end) = ClauseMark.next(in: spoken.bytes, from: start, limit: sentence.upperBound)
            splitClause(start..<stop, end: stop == sentence.upperBound ? .sentence : end, receive: receive)
            start = skipSpaces(stop, in: sentence)
        }
    }

    private mutating func splitClause(_ clause: Range<Int>, end: TextPiece.End, receive: (TextPiece) -> Void) {
        guard !fits(clause) else {
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
        guard !fits(word) else {
            receive(piece(word, end: end))
            return
        }
        let whole = SpeechLength.of(spoken.bytes, in: word)
        let parts = (whole + maxCharacters - 1) / maxCharacters
        // Parts of about equal length, with room for the last character of each.
        let length = min(maxCharacters, whole / parts + 8)
        var start = word.lowerBound
        while start < word.upperBound {
            let cut = GraphemeCut(spoken: spoken).end(from: start, limit: word.upperBound, length: length)
            receive(piece(start..<cut, end: cut == word.upperBound ? end : .none))
            start = cut
        }
    }

    private func fits(_ range: Range<Int>) -> Bool {
        range.count <= maxCharacters || SpeechLength.of(spoken.bytes, in: range) <= maxCharacters
    }

    private func skipSpaces(_ start: Int, in range: Range<Int>) -> Int {
        spoken.bytes[start..<range.upperBound].firstIndex { $0 != 0x20 } ?? range.upperBound
    }

    private mutating func piece(_ range: Range<Int>, end: TextPiece.End) -> TextPiece {
        let start = extent + SpeechLength.of(spoken.bytes, in: measured..<range.lowerBound)
        extent = start + SpeechLength.of(spoken.bytes, in: range)
        measured = range.upperBound
        return TextPiece(range: range, extent: start..<extent, end: end, isSpeakable: isSpeakable(range))
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
