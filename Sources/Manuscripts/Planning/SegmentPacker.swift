internal import TextKit

/// Joins the pieces of one paragraph into segments: as few as possible, cut at the best places, of about equal length.
struct SegmentPacker {
    /// A way to cut everything up to some piece.
    private struct Plan {
        var cost: Double
        /// The first piece of the last segment.
        var start: Int
    }

    /// So many pieces are planned together; a paragraph that has more is a machine's work, and is packed in portions.
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
