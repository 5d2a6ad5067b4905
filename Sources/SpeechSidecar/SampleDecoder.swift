internal import BatchCore
internal import NIOCore

/// Puts 16-bit little-endian samples together from buffers that may end in the middle of one.
struct SampleDecoder {
    private var pendingByte: UInt8?
    private var isAtStart = true

    /// How sound files begin; raw samples that read so would be a loud click in what is always near silence.
    private static let fileSignatures = ["RIFF", "RIFX", "fLaC", "OggS", "ID3"]

    /// The samples that are complete with this buffer.
    ///
    /// - Throws: `synthesis.badAudio` when the bytes are a sound file rather than bare samples.
    mutating func decode(_ buffer: ByteBuffer) throws -> [Int16] {
        if isAtStart, buffer.readableBytes > 0 {
            isAtStart = false
            if let signature = Self.fileSignatures.first(where: { buffer.readableBytesView.starts(with: $0.utf8) }) {
                throw BatchError(
                    .synthesisBadAudio,
                    "The speech server sent a sound file (\(signature)) where bare samples were asked for.",
                    remedy: "Use a server that streams 16-bit PCM; the bundled sidecar does."
                )
            }
        }
        return buffer.withUnsafeReadableBytes { bytes in
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
