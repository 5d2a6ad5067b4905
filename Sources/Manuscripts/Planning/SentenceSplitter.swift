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
        let whole = SegmentLength.of(spoken.bytes, in: word)
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
        range.count <= maxCharacters || SegmentLength.of(spoken.bytes, in: range) <= maxCharacters
    }

    private func skipSpaces(_ start: Int, in range: Range<Int>) -> Int {
        spoken.bytes[start..<range.upperBound].firstIndex { $0 != 0x20 } ?? range.upperBound
    }

    private mutating func piece(_ range: Range<Int>, end: TextPiece.End) -> TextPiece {
        let start = extent + SegmentLength.of(spoken.bytes, in: measured..<range.lowerBound)
        extent = start + SegmentLength.of(spoken.bytes, in: range)
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

/// A stretch of spoken text that is not cut further, or a segment made of several.
struct TextPiece {
    /// What a piece ends with, from the best place to cut to the worst.
    enum End: Int {
        case sentence
        /// A semicolon, a colon, a dash or their like.
        case clause
        case comma
        case word
        case none
    }

    /// Without white space at its ends.
    var range: Range<Int>
    /// The lengths up to its start and up to its end, counted from the start of its paragraph as `SegmentLength` counts.
    var extent: Range<Int>
    var end: End
    /// Whether it has a letter or a number.
    var isSpeakable: Bool
}

/// How long a text is for a speech engine, in characters.
///
/// A Unicode scalar counts as one. Chinese and Japanese characters and Korean syllables take the time of three
/// letters (see `SpeechEstimate`) and count as three, so that a segment sounds about equally long in every script.
/// What stands beside them is set like them and counts as they do.
enum SegmentLength {
    /// What the scalar counts that starts at `index` of valid UTF-8, or 0 inside a scalar.
    @inline(__always)
    static func weight(of text: [UInt8], at index: Int) -> Int {
        switch text[index] {
        case ..<0x80: 1
        case ..<0xC0: 0
        default: text.scalar(at: index).scalar.isSyllableLong ? 3 : 1
        }
    }

    static func of(_ text: [UInt8], in range: Range<Int>) -> Int {
        // Nearly all text is plain ASCII, whose bytes are its characters; all of them together are soon looked at.
        guard text[range].reduce(0, |) >= 0x80 else { return range.count }
        return range.reduce(0) { $0 + weight(of: text, at: $1) }
    }
}

/// Finds the marks inside a sentence at which a long one may be cut.
enum ClauseMark {
    /// The place behind the next mark, and how good a place it is; `limit` when there is none.
    static func next(in bytes: [UInt8], from start: Int, limit: Int) -> (stop: Int, end: TextPiece.End) {
        let isMark = isMarkOfASCII
        var index = start
        while index < limit {
            let (scalar, length) = bytes.scalar(at: index)
            index += length
            guard index < limit, !scalar.isASCII || isMark[Int(scalar.value)] else { continue }
            let isBeforeSpace = bytes[index] == 0x20
            guard isBeforeSpace || needsNoSpace(scalar), let end = end(behind: scalar) else { continue }
            if isBeforeSpace || !CharacterCut.parts(scalar, bytes.scalar(at: index).scalar) {
                return (index, end)
            }
        }
        return (limit, .none)
    }

    /// What `end(behind:)` says of each byte of ASCII, of which nearly all text is.
    private static let isMarkOfASCII = (0..<0x80).map { end(behind: Unicode.Scalar(UInt8($0))) != nil }

    /// How good a place behind a scalar is; nil for what is no mark.
    private static func end(behind scalar: Unicode.Scalar) -> TextPiece.End? {
        switch PauseMark(scalar) {
        case .sentence, .clause: .clause
        case .comma: .comma
        case nil: [")", "]", "\"", "\u{BB}"].contains(scalar) ? .comma : nil
        }
    }

    /// Most marks count only before a space: `1,000` and `10:30` are not cut.
    private static func needsNoSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{2014}" || scalar.isUnspacedMark
    }
}

/// Finds places inside a run without spaces where it may be cut.
struct GraphemeCut {
    let spoken: SpokenText

    /// The end of the longest stretch from `start` that parts no character and is not longer than `length` (see
    /// `SegmentLength`).
    ///
    /// A single character that is longer still is cut between its scalars.
    func end(from start: Int, limit: Int, length: Int) -> Int {
        let bytes = spoken.bytes
        var end = start
        var rest = length
        while end < limit, case let weight = SegmentLength.weight(of: bytes, at: end), weight <= rest {
            rest -= weight
            end += bytes.scalar(at: end).length
        }
        guard end < limit else { return limit }
        // The character that straddles the end tells itself by what follows it.
        let next = end + bytes.scalar(at: end).length
        let text = spoken.string(start..<next)
        let last = text.indices.last.map { text.utf8.distance(from: text.startIndex, to: $0) } ?? 0
        return [start + last, end].map { spoken.cut(atOrBefore: min($0, end)) }.first { $0 > start } ?? end
    }
}
