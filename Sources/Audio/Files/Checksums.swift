internal import Core
internal import Crypto
package import Foundation

/// The SHA-256 of a file's bytes, read in blocks.
package struct FileDigest: Sendable, Hashable {
    private static let block = 1 << 20

    /// In lowercase hex.
    package let hex: String
    package let bytes: Int

    /// Reads the whole file; nil when that cannot be done.
    package init?(of url: URL) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let channel = FileChannel(descriptor: descriptor, path: url.path)
        var hasher = SHA256()
        var total = 0
        var buffer = [UInt8](repeating: 0, count: Self.block)
        while true {
            let count = buffer.withUnsafeMutableBytes { channel.read(into: $0) }
            guard count > 0 else { break }
            buffer.withUnsafeBytes { hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            total += count
        }
        guard channel.failure == nil else { return nil }
        channel.releaseCache()
        hex = hasher.finalize().hex
        bytes = total
    }
}

/// The SHA-256 of 16-bit samples as little-endian bytes, whatever file they are in.
struct SampleChecksum {
    private var hasher = SHA256()

    mutating func feed(_ samples: ArraySlice<Int16>) {
        samples.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }

    /// The sum so far, in lowercase hex.
    var hex: String { hasher.finalize().hex }
}
