internal import AsyncHTTPClient
internal import Core
internal import NIOCore
internal import NIOHTTP1

/// Reads the audio of an answer while it comes in.
struct AudioReader: Sendable {
    private let form: AudioForm
    /// What the samples a second must be; nil takes any that the answer tells.
    private let sampleRate: Int?

    init(_ form: AudioForm, sampleRate: Int?) {
        self.form = form
        self.sampleRate = sampleRate
    }

    /// What servers call bare samples.
    private static let sampleKinds = ["audio/pcm", "audio/l16", "audio/raw", "audio/x-raw", "application/octet-stream"]
    private static let wavKinds = [
        "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave", "application/octet-stream",
    ]

    /// Hands over the samples in order.
    ///
    /// - Returns: The samples a second that the answer told; nil where it told none.
    /// - Throws: `synthesis.badAudio` and `synthesis.failed` for audio that is none, and what `receive` throws.
    @discardableResult
    func read(
        _ response: HTTPClientResponse,
        receive: (ArraySlice<Int16>) async throws -> Void
    ) async throws -> Int? {
        try checkHeaders(of: response)
        switch form {
        case .samples:
            var decoder = SampleDecoder()
            for try await buffer in response.body {
                let samples = try decoder.decode(buffer)
                if !samples.isEmpty { try await receive(samples[...]) }
            }
            try decoder.finish()
            return response.headers.first(name: "X-Sample-Rate").flatMap(Int.init)
        case .wav:
            var decoder = WAVDecoder()
            for try await buffer in response.body {
                let samples = try decoder.decode(buffer)
                if let rate = decoder.sampleRate, let sampleRate, rate != sampleRate {
                    throw mismatch("mono samples at \(rate) Hz")
                }
                if !samples.isEmpty { try await receive(samples[...]) }
            }
            try decoder.finish()
            return decoder.sampleRate
        }
    }

    /// Refuses an answer that says itself that it is not what was asked for.
    private func checkHeaders(of response: HTTPClientResponse) throws {
        let kind = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
        let kinds = form == .samples ? Self.sampleKinds : Self.wavKinds
        guard kind.isEmpty || kinds.contains(where: { kind.hasPrefix($0) }) else { throw mismatch(kind) }
        let rate = response.headers.first(name: "X-Sample-Rate")
        let channels = response.headers.first(name: "X-Channels")
        let isRightRate = sampleRate.map { (rate ?? "\($0)") == "\($0)" } ?? true
        guard isRightRate, (channels ?? "1") == "1" else {
            throw mismatch("\(channels ?? "1") channel(s) at \(rate ?? "?") Hz")
        }
    }

    private func mismatch(_ found: String) -> BatchError {
        let wanted = form == .samples ? "mono PCM" : "a mono WAV file"
        return BatchError(
            .synthesisBadAudio,
            "The speech server answered with \(found) instead of \(wanted)\(sampleRate.map { " at \($0) Hz" } ?? "").",
            remedy: "The segment is made again; if that does not help, use another speech server.",
            details: ["found": found]
        )
    }
}

/// Puts 16-bit little-endian samples together from buffers that may end in the middle of one.
struct SampleDecoder {
    private var pendingByte: UInt8?
    /// The first bytes of the answer, until there are enough to tell what it is.
    private var head: [UInt8]? = []

    /// How files begin; raw samples that read so would be a loud click in what is always near silence.
    private static let fileSignatures = ["RIFF", "RIFX", "fLaC", "OggS", "ID3", "<!DO", "<!do", "<htm", "<HTM", "{\""]
    private static let longestSignature = 4

    init() {}

    /// For what is known to be samples, such as the data of a sound file.
    static var trusting: SampleDecoder {
        var decoder = SampleDecoder()
        decoder.head = nil
        return decoder
    }

    /// The samples that are complete with this buffer.
    ///
    /// - Throws: `synthesis.badAudio` when the bytes are a sound file rather than bare samples.
    mutating func decode(_ buffer: ByteBuffer) throws -> [Int16] {
        try checkHead(buffer)
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

    private mutating func checkHead(_ buffer: ByteBuffer) throws {
        guard var head else { return }
        head += buffer.readableBytesView.prefix(Self.longestSignature - head.count)
        self.head = head.count < Self.longestSignature ? head : nil
        guard self.head == nil, let signature = Self.fileSignatures.first(where: { head.starts(with: $0.utf8) }) else {
            return
        }
        throw BatchError(
            .synthesisBadAudio,
            "The speech server sent a file that begins with \(signature) where bare samples were asked for.",
            remedy: "Use a server that streams 16-bit PCM; the bundled sidecar does."
        )
    }

    /// - Throws: `synthesis.badAudio` when half a sample is left over.
    func finish() throws {
        guard pendingByte == nil else {
            throw BatchError(
                .synthesisBadAudio,
                "The speech server sent half a sample.",
                remedy: "The segment is made again; if that does not help, use another speech server."
            )
        }
    }
}
