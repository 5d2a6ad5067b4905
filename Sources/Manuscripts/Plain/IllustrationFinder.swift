/// Finds the notes that stand for pictures: `[Illustration]`, `[Illustration: The Lamp]`, over several lines or
/// within one.
struct IllustrationFinder {
    let source: SourceBytes

    /// Longer ones have lost their closing bracket.
    private static let longest = 2_000

    func skips() -> [Skip] {
        let bytes = source.bytes
        var result: [Skip] = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "[")) {
            index = start + 1
            let limit = min(bytes.count, start + Self.longest)
            let word = start..<min(bytes.count, start + 13)
            guard source.firstIndex(of: "[ILLUSTRATION", in: word) == start, let end = closing(start, limit: limit)
            else {
                continue
            }
            result.append(Skip(range: start..<end, reason: .illustration))
            index = end
        }
        return result
    }

    private func closing(_ start: Int, limit: Int) -> Int? {
        var depth = 0
        for index in start..<limit {
            switch source.bytes[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    return index + 1
                }
            default: break
            }
        }
        return nil
    }
}
