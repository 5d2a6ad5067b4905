internal import Core
internal import Crypto

/// The SHA-256 of 16-bit samples as little-endian bytes, whatever file they are in.
struct SampleChecksum {
    private var hasher = SHA256()

    mutating func feed(_ samples: ArraySlice<Int16>) {
        samples.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }

    /// The sum so far, in lowercase hex.
    var hex: String { hasher.finalize().hex }
}
