internal import Crypto

/// The SHA-256 of 16-bit samples as little-endian bytes, whatever file they are in.
struct SampleChecksum {
    private var hasher = SHA256()

    mutating func feed(_ samples: ArraySlice<Int16>) {
        samples.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }

    /// Lowercase hex.
    func hex() -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
