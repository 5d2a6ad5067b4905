internal import AsyncHTTPClient
internal import BatchCore
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

extension SpeechClient {
    /// Turns an answer that is no audio into an error with the server's own words.
    func refusal(_ response: HTTPClientResponse) async throws -> BatchError {
        struct Answer: Decodable {
            struct Failure: Decodable {
                var message: String?
                var code: String?
            }
            var error: Failure?
        }
        let body = try await response.body.collect(upTo: 1 << 20)
        let failure = (try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)))?.error
        let message = failure?.message ?? String(decoding: body.readableBytesView.prefix(200), as: UTF8.self)
        var details = ["status": String(response.status.code)]
        details["code"] = failure?.code
        if Self.noSpeechServer.contains(response.status) {
            // Someone else may have taken the place of the one that was asked before.
            try await confirm()
        }
        // A client error comes again however often the same text is sent; a server error may pass.
        let isFinal =
            (400..<500).contains(response.status.code) && response.status != .requestTimeout
            && !Self.noSpeechServer.contains(response.status)
        guard isFinal else {
            return BatchError(
                .synthesisFailed,
                "The speech server failed with \(response.status.code): \(message)",
                remedy: "Use `qwen-batch retry` to try it again; if it happens again, read the sidecar's log.",
                details: details
            )
        }
        return BatchError(
            .synthesisRejected,
            "The speech server refused the text: \(message)",
            remedy: "Change what it names (the text, or the job's voice, language or speed) and enqueue the job again.",
            details: details
        )
    }

    /// How those answer who do not know the route or the token; a text has no part in it.
    private static let noSpeechServer: [HTTPResponseStatus] = [.unauthorized, .forbidden, .notFound, .methodNotAllowed]

    /// What servers call bare samples.
    private static let sampleKinds = ["audio/pcm", "audio/l16", "audio/raw", "audio/x-raw", "application/octet-stream"]

    /// Refuses an answer that says itself that it is not mono 16-bit PCM at the endpoint's sample rate.
    ///
    /// - Throws: `synthesis.badAudio`.
    func checkFormat(of response: HTTPClientResponse) throws {
        let kind = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
        let isAudio = kind.isEmpty || Self.sampleKinds.contains { kind.hasPrefix($0) }
        let rate = response.headers.first(name: "X-Sample-Rate")
        let channels = response.headers.first(name: "X-Channels")
        let isRight = (rate ?? "\(capabilities.sampleRate)") == "\(capabilities.sampleRate)" && (channels ?? "1") == "1"
        guard !isAudio || !isRight else { return }
        let found = isAudio ? "\(channels ?? "1") channel(s) at \(rate ?? "?") Hz" : kind
        throw BatchError(
            .synthesisBadAudio,
            "The speech server answered with \(found) instead of mono PCM at \(capabilities.sampleRate) Hz.",
            remedy: "Nothing to do: the segment is made again; if it stays, use another speech server.",
            details: ["contentType": kind]
        )
    }

    /// Gives trouble on the way to the server a code; errors that have one stay as they are.
    ///
    /// A server that broke off and still answers did so over this request; one that does not answer is in trouble itself.
    func failure(_ error: any Error) async -> BatchError {
        if let known = error as? BatchError { return known }
        do {
            try await confirm()
        } catch {
            return unreachable(error)
        }
        return BatchError(
            .synthesisFailed,
            "The speech server broke off in the middle of the audio.",
            remedy: "Use `qwen-batch retry` to try it again; if it happens again, read the sidecar's log."
        )
    }

    func unreachable(_ error: any Error) -> BatchError {
        (error as? BatchError)
            ?? BatchError(
                .sidecarUnresponsive,
                (error as? HTTPClientError) == .deadlineExceeded
                    ? "The speech server does not answer." : "The connection to the speech server broke: \(error).",
                remedy: "Run again to go on where it stopped; if it happens again, read the sidecar's log."
            )
    }
}
