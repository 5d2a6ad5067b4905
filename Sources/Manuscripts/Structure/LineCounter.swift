/// Tells the line of a place in the source; the places must come in ascending order.
struct LineCounter {
    let source: SourceBytes
    private var index = 0
    private var line = 1

    init(source: SourceBytes) {
        self.source = source
    }

    /// The 1-based line of the byte at `offset`.
    mutating func line(at offset: Int) -> Int {
        while index < offset {
            let length = LineScanner.terminatorLength(in: source.bytes, at: index)
            line += length > 0 ? 1 : 0
            index += max(length, 1)
        }
        return line
    }
}
