internal import AsyncHTTPClient
internal import Core
internal import NIOHTTP1

extension SpeechClient {
    /// Turns an answer that is no audio into an error with the server's own words.
    func refusal(_ response: HTTPClientResponse) async throws -> BatchError {
        let refusal = try await Refusal(response)
        var details = ["status": String(refusal.status.code)]
        details["code"] = refusal.code
        switch refusal.meaning {
        case .request:
            return BatchError(
                .synthesisRejected,
                "The speech server refused the text: \(refusal.message)",
                remedy:
                    "Change what it names: the text, the voice, the language or the speed. A job has to be enqueued again.",
                details: details
            )
        case .unauthorized, .noSpeechServer:
            // Someone else may have taken the place of the one that was asked before.
            try await confirm()
        case .trouble: break
        }
        return BatchError(
            .synthesisFailed,
            "The speech server failed with \(refusal.status.code): \(refusal.message)",
            remedy: "Use `qwen-batch retry` to try it again; if it happens again, read the sidecar's log.",
            details: details
        )
    }

    /// The engine went on past what the text can need, and ended it itself.
    func cutOff(_ speech: SpeechRequest) -> BatchError {
        BatchError(
            .synthesisRunaway,
            "The engine ran on: it made more audio than \(speech.text.count) characters can need, and was stopped.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    /// Gives trouble on the way to the server a code; errors that have one stay as they are.
    ///
    /// A server that broke off and still answers did so over this request; one that does not answer is in trouble itself.
    func failure(_ error: any Error, of requestID: String?) async -> BatchError {
        if let known = error as? BatchError { return known }
        do {
            try await confirm()
        } catch {
            return unreachable(error)
        }
        var reason: String?
        if let requestID { reason = await transport.failure(of: requestID) }
        return BatchError(
            .synthesisFailed,
            "The speech server broke off in the middle of the audio" + (reason.map { ": \($0)" } ?? "."),
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
