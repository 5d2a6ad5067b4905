internal import TextKit

/// Finds the marks inside a sentence at which a long one may be cut.
enum ClauseMark {
    /// The place behind the next mark, and how good a place it is; `limit` when there is none.
    static func next(in bytes: [UInt8], from start: Int, limit: Int) -> (stop: Int, end: TextPiece.End) {
        var index = start
        while index < limit {
            let (scalar, length) = bytes.scalar(at: index)
            index += length
            guard index < limit, let mark = Mark(scalar) else { continue }
            if bytes[index] == 0x20 || !mark.needsSpace && !GraphemeCut.parts(scalar, bytes.scalar(at: index).scalar) {
                return (index, mark.end)
            }
        }
        return (limit, .none)
    }

    private struct Mark {
        let end: TextPiece.End
        /// Whether it counts only before a space: `1,000` and `10:30` are not cut.
        let needsSpace: Bool

        init?(_ scalar: Unicode.Scalar) {
            switch scalar {
            case ";", ":", "!", "?", ".", "\u{2026}": (end, needsSpace) = (.clause, true)
            case ",", ")", "]", "\"", "\u{BB}", "\u{60C}": (end, needsSpace) = (.comma, true)
            case "\u{2014}", "\u{FF1B}", "\u{FF1A}", "\u{3002}", "\u{FF01}", "\u{FF1F}":
                (end, needsSpace) = (.clause, false)
            case "\u{3001}", "\u{FF0C}": (end, needsSpace) = (.comma, false)
            default: return nil
            }
        }
    }
}
