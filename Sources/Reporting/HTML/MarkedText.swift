internal import Core

/// A text cut into pieces, of which some are marked.
struct MarkedText {
    /// A stretch of the text that is marked as a whole or not at all.
    struct Piece: Hashable {
        var text: String
        let isMarked: Bool
    }

    private(set) var pieces: [Piece] = []

    /// Marks ranges of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - ranges: In UTF-8 bytes. What lies outside of the text is ignored, and a character of which a part is marked is
    ///     marked as a whole: a stored range may belong to another text.
    init(_ text: String, marking ranges: [Range<Int>] = []) {
        var marks = [Bool](repeating: false, count: text.utf8.count)
        for range in ranges {
            for byte in range.clamped(to: marks.indices) { marks[byte] = true }
        }
        var start = 0
        for character in text {
            let end = start + character.utf8.count
            let isMarked = marks[start..<end].contains(true)
            start = end
            if pieces.last?.isMarked == isMarked {
                pieces[pieces.count - 1].text.append(character)
            } else {
                pieces.append(Piece(text: String(character), isMarked: isMarked))
            }
        }
    }
}

extension TakeTranscript {
    /// The text of its take, with the words marked that are missing from the transcript or heard otherwise.
    func markedText(_ text: String) -> MarkedText {
        MarkedText(text, marking: ranges([.missing, .other], \.text))
    }

    /// The transcript, with the words marked that are not in the text.
    var markedTranscript: MarkedText { MarkedText(text, marking: ranges([.added, .other], \.heard)) }

    /// No ranges for a transcript of before alignments were stored.
    private func ranges(
        _ relations: Set<AlignedWords.Relation>,
        _ side: (AlignedWords) -> Range<Int>
    ) -> [Range<Int>] {
        (alignment ?? []).filter { relations.contains($0.relation) }.map(side)
    }
}
