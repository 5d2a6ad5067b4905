extension SourceBytes {
    /// Whether a line is short enough, and starts as a heading or an entry of a contents list can.
    func mayBeHeading(_ range: Range<Int>) -> Bool {
        guard range.count <= 200, let first = bytes[range].first(where: { !Self.openers.contains($0) }) else {
            return false
        }
        return !(0x61...0x7A).contains(first)
    }

    private static let openers: Set<UInt8> = [
        UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: "~"),
    ]
}
