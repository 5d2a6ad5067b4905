extension SourceBytes {
    private static let closers: Set<Unicode.Scalar> = [
        "\"", "'", ")", "]", "_", "*", "\u{201D}", "\u{2019}", "\u{BB}", "\u{300D}", "\u{300F}", "\u{FF09}",
    ]
    private static let enders: Set<Unicode.Scalar> = [
        ".", "!", "?", "\u{2026}", "\u{3002}", "\u{FF01}", "\u{FF1F}", ":", "\u{2014}",
    ]

    /// Whether a line ends as a sentence may end: in a full stop or its like, within closing quotes or not.
    func endsSentence(_ range: Range<Int>) -> Bool {
        var end = range.upperBound
        while let scalar = scalar(before: end, in: range), Self.closers.contains(scalar) {
            end -= UTF8.width(scalar)
        }
        guard let last = scalar(before: end, in: range) else { return false }
        return Self.enders.contains(last) || (last == "-" && scalar(before: end - 1, in: range) == "-")
    }
}
