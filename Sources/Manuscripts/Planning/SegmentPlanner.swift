package import Core

/// Cuts a manuscript into segments: the texts of single synthesis requests.
///
/// A segment holds whole sentences of one paragraph, as many as fit; a paragraph that needs several is cut where they
/// come out about equal, because engines falter on very short texts. Sentences that are too long are cut at clauses,
/// then between words, then within a word.
package struct SegmentPlanner: Sendable {
    /// The default length of a segment: about 20 seconds of speech.
    ///
    /// Users of the engine settle on 200 to 400 characters a request: long enough to carry the melody of a paragraph,
    /// short enough that drift, repeats and missed endings stay rare and cheap to do again.
    package static let defaultMaxCharacters = 320

    private let maxCharacters: Int
    private let language: String?

    /// - Parameters:
    ///   - maxCharacters: The longest segment, in Unicode scalars, of which Chinese, Japanese and Korean ones count three; at
    ///     least 20.
    ///   - language: A BCP 47 tag; nil takes the manuscript's own, or English.
    package init(maxCharacters: Int = SegmentPlanner.defaultMaxCharacters, language: String? = nil) {
        self.maxCharacters = max(maxCharacters, 20)
        self.language = language
    }

    /// The chapters with their segments in reading order; none is empty.
    package func plan(_ manuscript: Manuscript) -> [NewChapter] {
        var sentences = SentenceFinder(language: language ?? manuscript.language ?? "en")
        return manuscript.chapters.map { chapter in
            var segments: [NewSegment] = []
            for block in chapter.blocks {
                let start = segments.count
                add(block, of: manuscript.spoken, to: &segments, sentences: &sentences)
                if segments.count > start {
                    segments[segments.count - 1].boundary = boundary(after: block)
                }
            }
            if !segments.isEmpty {
                segments[segments.count - 1].boundary = .chapter
            }
            return NewChapter(title: chapter.title, segments: segments)
        }
    }

    private func boundary(after block: ManuscriptBlock) -> Boundary {
        switch block.kind {
        case .heading: .heading
        case .body: block.endsScene ? .sceneBreak : .paragraph
        }
    }

    private func add(
        _ block: ManuscriptBlock,
        of spoken: SpokenText,
        to segments: inout [NewSegment],
        sentences: inout SentenceFinder
    ) {
        var packer = SegmentPacker(maxCharacters: maxCharacters)
        var splitter = SentenceSplitter(spoken: spoken, maxCharacters: maxCharacters, start: block.spoken.lowerBound)
        var pieces: [TextPiece] = []
        sentences.forEachSentence(of: spoken.bytes, in: block.spoken) { sentence in
            splitter.split(sentence) { packer.add($0, to: &pieces) }
        }
        packer.finish(&pieces)
        for piece in pieces {
            segments.append(
                NewSegment(
                    text: spoken.string(piece.range),
                    range: spoken.sourceRange(of: piece.range),
                    boundary: piece.end == .sentence ? .sentence : .clause
                )
            )
        }
    }
}
