extension SourceBytes {
    private static let closers: Set<Unicode.Scalar> = [
        "\"", "'", ")", "]", "_", "*", "\u{201D}", "\u{2019}", "\u{BB}", "\u{300D}", "\u{300F}", "\u{FF09}",
    ]
    private static let enders: Set<Unicode.Scalar> = [
        ".", "!", "?", "\u{2026}", "\u{3002}", "\u{FF01}", "\u{FF1F}",
    ]

    /// Whether a line ends as a sentence ends: in a full stop or its like, within closing quotes or not.
    func endsSentence(_ range: Range<Int>) -> Bool {
        guard let last = lastMark(of: range) else { return false }
        return Self.enders.contains(last)
    }

    /// Whether a line ends as a paragraph may end: as a sentence, or with a colon or a dash.
    func endsParagraph(_ range: Range<Int>) -> Bool {
        guard let last = lastMark(of: range) else { return false }
        return Self.enders.contains(last) || [":", "\u{2014}", "-"].contains(last)
    }

    private func lastMark(of range: Range<Int>) -> Unicode.Scalar? {
        var end = range.upperBound
        while let scalar = scalar(before: end, in: range), Self.closers.contains(scalar) {
            end -= UTF8.width(scalar)
        }
        return scalar(before: end, in: range)
    }
}
