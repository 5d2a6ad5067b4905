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
        // A client error comes again however often the same text is sent; a server error may pass.
        let isFinal = (400..<500).contains(response.status.code) && ![408, 429].contains(response.status.code)
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

    /// Gives trouble on the way to the server a code; errors that have one stay as they are.
    ///
    /// A server that broke off and still answers did so over this request; one that does not answer is in trouble itself.
    func failure(_ error: any Error) async -> BatchError {
        if let known = error as? BatchError { return known }
        if let http = error as? HTTPClientError, http == .readTimeout || http == .deadlineExceeded {
            return BatchError(
                .synthesisTimeout,
                "The speech server sent nothing for too long.",
                remedy: "Raise sidecar.response_timeout in the profile if the engine is slow on this machine."
            )
        }
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
                "The connection to the speech server broke: \(error).",
                remedy: "Run again to go on where it stopped; if it happens again, read the sidecar's log."
            )
    }
}
