/// Finds places inside a run without spaces where it may be cut.
struct GraphemeCut {
    let spoken: SpokenText

    /// The end of the longest stretch from `start` that has at most `scalars` scalars and parts no character.
    ///
    /// A single character that is longer still is cut between its scalars.
    func end(from start: Int, limit: Int, scalars: Int) -> Int {
        var end = start
        var count = 0
        while end < limit, count < scalars {
            end += spoken.bytes.scalar(at: end).length
            count += 1
        }
        guard end < limit else { return limit }
        // The character that straddles the end tells itself by what follows it.
        let next = end + spoken.bytes.scalar(at: end).length
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
