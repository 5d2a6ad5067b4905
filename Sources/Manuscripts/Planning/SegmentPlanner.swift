package import Core
internal import TextKit

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

/// Joins the pieces of one paragraph into segments: as few as possible, cut at the best places, of about equal length.
struct SegmentPacker {
    /// A way to cut everything up to some piece.
    private struct Plan {
        var cost: Double
        /// The first piece of the last segment.
        var start: Int
    }

    /// At most this many pieces are planned together; a longer paragraph is packed in portions.
    private static let portion = 4_096

    let maxCharacters: Int
    private var waiting: [TextPiece] = []

    init(maxCharacters: Int) {
        self.maxCharacters = maxCharacters
    }

    mutating func add(_ piece: TextPiece, to segments: inout [TextPiece]) {
        waiting.append(piece)
        if waiting.count >= Self.portion {
            finish(&segments)
        }
    }

    /// Packs what is waiting.
    mutating func finish(_ segments: inout [TextPiece]) {
        segments += pack(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    private func pack(_ pieces: [TextPiece]) -> [TextPiece] {
        guard let first = pieces.first, let last = pieces.last else { return [] }
        if last.extent.upperBound - first.extent.lowerBound <= maxCharacters {
            return joined(pieces[...]).map { [$0] } ?? []
        }
        var plans = [Plan(cost: 0, start: 0)]
        plans.reserveCapacity(pieces.count + 1)
        for end in pieces.indices {
            var best = Plan(cost: .infinity, start: end)
            var start = end
            while start >= 0 {
                let length = pieces[end].extent.upperBound - pieces[start].extent.lowerBound
                guard length <= maxCharacters || start == end else { break }
                let cost = plans[start].cost + cost(of: length, cutAt: pieces[end].end)
                if cost < best.cost {
                    best = Plan(cost: cost, start: start)
                }
                start -= 1
            }
            plans.append(best)
        }
        var cuts: [Range<Int>] = []
        var end = pieces.count
        while end > 0 {
            cuts.append(plans[end].start..<end)
            end = plans[end].start
        }
        return cuts.reversed().compactMap { joined(pieces[$0]) }
    }

    /// What one segment costs: itself first, then a bad place to cut, then a length far from the others'.
    private func cost(of length: Int, cutAt end: TextPiece.End) -> Double {
        let share = Double(length) / Double(maxCharacters)
        let cut: Double =
            switch end {
            case .sentence: 0
            case .clause: 1.2
            case .comma: 2.5
            case .word: 4
            case .none: 6
            }
        return 4 + cut + share * share
    }

    private func joined(_ pieces: ArraySlice<TextPiece>) -> TextPiece? {
        guard let first = pieces.first, let last = pieces.last, pieces.contains(where: \.isSpeakable) else {
            return nil
        }
        return TextPiece(
            range: first.range.lowerBound..<last.range.upperBound,
            extent: first.extent.lowerBound..<last.extent.upperBound,
            end: last.end,
            isSpeakable: true
        )
    }
}
