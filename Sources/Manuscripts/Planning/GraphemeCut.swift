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
        guard let last = text.indices.last, last > text.startIndex else { return uncut(end, from: start) }
        let cut = start + text.utf8.distance(from: text.startIndex, to: last)
        return uncut(min(cut, end), from: start)
    }

    private func uncut(_ offset: Int, from start: Int) -> Int {
        let cut = spoken.cut(atOrBefore: offset)
        return cut > start ? cut : offset
    }
}
