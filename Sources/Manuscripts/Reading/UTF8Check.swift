/// What is right and wrong with bytes that are not valid UTF-8 as a whole.
struct UTF8Check {
    /// The offset of the first bad byte.
    private(set) var firstBad: Int
    private(set) var badBytes = 0
    /// How many scalars of two bytes and more are valid.
    private(set) var multibyteScalars = 0

    init(_ bytes: [UInt8]) {
        firstBad = bytes.count
        var index = 0
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            let length = Self.length(of: bytes[index...].prefix(4))
            if length == 0 {
                firstBad = min(firstBad, index)
                badBytes += 1
                index += 1
            } else {
                multibyteScalars += 1
                index += length
            }
        }
    }

    /// The length of the valid scalar at the start of `bytes`, or 0.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int {
        let first = bytes[bytes.startIndex]
        let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
        guard length > 0, bytes.count >= length else { return 0 }
        return String(validating: bytes.prefix(length), as: UTF8.self) == nil ? 0 : length
    }
}
