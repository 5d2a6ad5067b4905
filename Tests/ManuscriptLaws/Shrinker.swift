/// Makes an input that breaks a law as short as dropping parts of it can.
package struct Shrinker {
    /// How many shorter inputs are tried; after that the shortest so far has to do.
    private var patience = 20_000
    private(set) package var bytes: [UInt8]

    /// Drops halves, quarters and so on, down to single bytes, as long as the law stays broken.
    ///
    /// - Parameters:
    ///   - bytes: What breaks the law.
    ///   - isBroken: Whether something shorter breaks it too.
    package init(_ bytes: [UInt8], while isBroken: ([UInt8]) -> Bool) {
        self.bytes = bytes
        var part = bytes.count / 2
        while part > 0, patience > 0 {
            let isShorter = dropParts(of: part, while: isBroken)
            // What a single byte held up may go now.
            part = part == 1 && isShorter ? 1 : part / 2
        }
    }

    private mutating func dropParts(of length: Int, while isBroken: ([UInt8]) -> Bool) -> Bool {
        var start = 0
        var isShorter = false
        while start < bytes.count, patience > 0 {
            patience -= 1
            var candidate = bytes
            candidate.removeSubrange(start..<min(start + length, bytes.count))
            if isBroken(candidate) {
                bytes = candidate
                isShorter = true
            } else {
                start += length
            }
        }
        return isShorter
    }
}
