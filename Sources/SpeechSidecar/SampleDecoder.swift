internal import BatchCore
internal import NIOCore

/// Puts 16-bit little-endian samples together from buffers that may end in the middle of one.
struct SampleDecoder {
    private var pendingByte: UInt8?

    /// The samples that are complete with this buffer.
    mutating func decode(_ buffer: ByteBuffer) -> [Int16] {
        buffer.withUnsafeReadableBytes { bytes in
            guard !bytes.isEmpty else { return [] }
            let carried = pendingByte == nil ? 0 : 1
            let count = (bytes.count + carried) / 2
            let samples = [Int16](unsafeUninitializedCapacity: count) { target, filled in
                for index in 0..<count {
                    if index == 0, let low = pendingByte {
                        target[0] = Int16(bitPattern: UInt16(bytes[0]) << 8 | UInt16(low))
                    } else {
                        let offset = index * 2 - carried
                        target[index] = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self))
                    }
                }
                filled = count
            }
            pendingByte = (bytes.count + carried) % 2 == 1 ? bytes[bytes.count - 1] : nil
            return samples
        }
    }

    /// - Throws: `synthesis.badAudio` when half a sample is left over.
    func finish() throws {
        guard pendingByte == nil else {
            throw BatchError(
                .synthesisBadAudio,
                "The speech server sent half a sample.",
                remedy: "Nothing to do: the segment is made again."
            )
        }
    }
}
