internal import TextKit

/// Finds places inside a run without spaces where it may be cut.
struct GraphemeCut {
    let spoken: SpokenText

    /// The end of the longest stretch from `start` that parts no character and is not longer than `length` (see
    /// `SpeechLength`).
    ///
    /// A single character that is longer still is cut between its scalars.
    func end(from start: Int, limit: Int, length: Int) -> Int {
        let bytes = spoken.bytes
        var end = start
        var rest = length
        while end < limit, rest >= SpeechLength.weight(ofLead: bytes[end]) {
            rest -= SpeechLength.weight(ofLead: bytes[end])
            end += bytes.scalar(at: end).length
        }
        guard end < limit else { return limit }
        // The character that straddles the end tells itself by what follows it.
        let next = end + bytes.scalar(at: end).length
        let text = spoken.string(start..<next)
        let last = text.indices.last.map { text.utf8.distance(from: text.startIndex, to: $0) } ?? 0
        return [start + last, end].map { spoken.cut(atOrBefore: min($0, end)) }.first { $0 > start } ?? end
    }

    /// Whether a cut between two scalars would part one character, such as a full stop with an accent that came astray.
    static func parts(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        guard max(first.value, second.value) >= 0x300 else { return false }
        var pair = String.UnicodeScalarView()
        pair.append(first)
        pair.append(second)
        return String(pair).count == 1
    }
}
