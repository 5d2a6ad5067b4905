package import AsyncHTTPClient
internal import Core
internal import NIOCore
internal import NIOHTTP1

/// Reads the audio of an answer while it comes in.
package struct AudioReader: Sendable {
    private let form: AudioForm
    /// What the samples a second must be; nil takes any that the answer tells.
    private let sampleRate: Int?

    package init(_ form: AudioForm, sampleRate: Int?) {
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
    package func read(
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
            remedy: "The segment is made again; if it stays so, use another speech server.",
            details: ["found": found]
        )
    }
}
