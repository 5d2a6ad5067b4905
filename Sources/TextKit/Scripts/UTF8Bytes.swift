extension [UInt8] {
    /// The scalar that starts at `index` of valid UTF-8, and its length in bytes.
    @inlinable @inline(__always)
    package func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = self[index]
        if first < 0x80 {
            return (Unicode.Scalar(first), 1)
        }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + length <= count else { return ("\u{FFFD}", 1) }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            value = value << 6 | UInt32(self[index + offset] & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    /// The scalar of valid UTF-8 that ends before `index`, or nil at the start of `limits`.
    @inlinable
    package func scalar(before index: Int, in limits: Range<Int>) -> Unicode.Scalar? {
        guard index > limits.lowerBound else { return nil }
        var start = index - 1
        while start > limits.lowerBound, self[start] & 0xC0 == 0x80 {
            start -= 1
        }
        return scalar(at: start).scalar
    }

    /// How many scalars `range` of valid UTF-8 holds.
    @inlinable
    package func scalarCount(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range where self[index] & 0xC0 != 0x80 {
            count += 1
        }
        return count
    }
}
