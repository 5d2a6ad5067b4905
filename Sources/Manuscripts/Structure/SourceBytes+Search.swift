extension SourceBytes {
    /// Whether `range` holds `phrase` (ASCII capitals), whatever the case of the source.
    func contains(_ phrase: StaticString, in range: Range<Int>) -> Bool {
        firstIndex(of: phrase, in: range) != nil
    }

    /// Where `phrase` (ASCII capitals) first stands in `range`, whatever the case of the source.
    func firstIndex(of phrase: StaticString, in range: Range<Int>) -> Int? {
        phrase.withUTF8Buffer { phrase in
            guard range.count >= phrase.count else { return nil }
            return (range.lowerBound...range.upperBound - phrase.count).first { start in
                phrase.indices.allSatisfy { Self.capital(bytes[start + $0]) == phrase[$0] }
            }
        }
    }

    private static func capital(_ byte: UInt8) -> UInt8 {
        (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
    }
}
