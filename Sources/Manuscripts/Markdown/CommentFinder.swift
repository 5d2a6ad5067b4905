/// Finds HTML comments: `<!-- … -->`, over several lines or within one.
enum CommentFinder {
    static func skips(in source: SourceBytes) -> [Skip] {
        let bytes = source.bytes
        var result: [Skip] = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard bytes[start...].starts(with: "<!--".utf8) else { continue }
            guard let end = closing(in: bytes, from: start + 4) else { break }
            result.append(Skip(range: start..<end, reason: .comment))
            index = end
        }
        return result
    }

    private static func closing(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
            if bytes[dash...].starts(with: "-->".utf8) {
                return dash + 3
            }
            index = dash + 1
        }
        return nil
    }
}
