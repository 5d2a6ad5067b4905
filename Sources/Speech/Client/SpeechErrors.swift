internal import Core
internal import NIOHTTP1

/// What goes wrong with a speech server, as errors that say what to do: one table for the sidecar and the endpoints.
struct SpeechErrors: Sendable {
    let endpoint: SpeechEndpoint

    /// How sentences call the server.
    private var name: String {
        switch endpoint.owner {
        case .sidecar: "The sidecar"
        case .profile(let url): url
        }
    }

    private var log: String {
        switch endpoint.owner {
        case .sidecar: "the sidecar's log"
        case .profile: "that server's log"
        }
    }

    private var retryRemedy: String {
        "Use `qwen-batch retry` to try it again; if it happens again, read \(log)."
    }

    /// A server's words without the token: servers have repeated what they were sent.
    func shown(_ text: String) -> String { endpoint.token?.removed(from: text) ?? text }

    private func error(
        _ code: ErrorCode,
        _ message: String,
        remedy: String,
        details: [String: String] = [:]
    ) -> BatchError {
        var details = details.mapValues(shown)
        if case .profile(let url) = endpoint.owner { details["endpoint"] = url }
        return BatchError(code, shown(message), remedy: shown(remedy), details: details)
    }
}

extension SpeechErrors {
    /// An answer that is no audio; the server's own words are passed on.
    func refused(_ refusal: Refusal) -> BatchError {
        var details = ["status": String(refusal.status.code)]
        details["code"] = refusal.code
        switch (refusal.meaning, endpoint.owner) {
        case (.request, _):
            return error(
                .synthesisRejected,
                "\(name) refused the text: \(refusal.message)",
                remedy:
                    "Change what it names: the text, the voice, the language or the speed. A job has to be enqueued again.",
                details: details
            )
        case (.unauthorized, .profile): return unauthorized(refusal.status.code, said: refusal.message)
        case (.noSpeechServer, .profile):
            return unsuitable("it answers \(refusal.status.code) where speech is asked for: \(refusal.message)")
        case (.failure, _), (_, .sidecar):
            return error(
                .synthesisFailed,
                "\(name) failed with \(refusal.status.code): \(refusal.message)",
                remedy: retryRemedy,
                details: details
            )
        }
    }

    /// The audio ended before it was complete, which the text may have caused; `reason` is the server's own, a sentence.
    func brokenOff(_ cause: any Error, reason: String?) -> BatchError {
        error(
            .synthesisFailed,
            "\(name) broke off before the audio was complete: \(reason ?? "\(ConnectionFailure(cause).words).")",
            remedy: retryRemedy
        )
    }

    var empty: BatchError {
        error(.synthesisFailed, "\(name) answered without any audio.", remedy: retryRemedy)
    }

    var cutOff: BatchError {
        error(
            .synthesisRunaway,
            "\(name) cut the audio off at the longest that it makes.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    /// There is no way to the server, or none any more.
    func unreachable(_ cause: any Error) -> BatchError {
        let failure = ConnectionFailure(cause)
        let message = "\(name) cannot be reached: \(failure.words)."
        switch endpoint.owner {
        case .sidecar:
            return error(
                .sidecarUnresponsive,
                message,
                remedy: "Run again to go on where it stopped; if it happens again, read \(log)."
            )
        case .profile where failure.isUntrusted:
            return error(
                .endpointUntrusted,
                "No trusted connection to \(name): \(failure.words).",
                remedy:
                    "Use the name that its certificate is for; set ca_file of its [[endpoint]] for an authority of your own."
            )
        case .profile:
            return error(
                .endpointUnreachable,
                message,
                remedy: "Start that server, or correct url in the profile; then run again to go on where it stopped."
            )
        }
    }
}

/// What only a sidecar, or only an endpoint, can have.
extension SpeechErrors {
    func impostor(expected: String, answered: String?) -> BatchError {
        error(
            .sidecarImpostor,
            "Something else answered at \(endpoint.base) in the sidecar's place.",
            remedy: "End the program that listens there, or set sidecar.port = 0 in the profile.",
            details: ["expected": expected, "answered": answered ?? "nothing"]
        )
    }

    var encrypted: BatchError {
        error(
            .endpointUnreachable,
            "\(name) cannot be reached: that port speaks TLS only.",
            remedy: "Write https:// instead of http:// in url of its [[endpoint]]."
        )
    }

    func unauthorized(_ status: UInt, said: String = "") -> BatchError {
        let words = said.isEmpty ? "." : ": \(said)"
        return error(
            .endpointUnauthorized,
            "\(name) answers \(status), and wants another token\(words)",
            remedy: endpoint.token == nil
                ? "Set token_env of its [[endpoint]] to the name of an environment variable that holds its key."
                : "Put a key that it accepts into the environment variable that token_env names.",
            details: ["status": String(status)]
        )
    }

    /// It is not the server that the profile describes; `what` follows a colon and has a full stop.
    func unsuitable(_ what: String, remedy: String? = nil) -> BatchError {
        error(
            .endpointUnsuitable,
            "\(name) cannot be used: \(what)",
            remedy: remedy ?? "Correct url, model or dialect of its [[endpoint]]; `qwen-batch doctor` tries them."
        )
    }

    var busy: BatchError {
        error(
            .endpointBusy,
            "\(name) says that it is busy (429 or 503), and goes on saying so.",
            remedy: "Wait until others are done with it, or lower max_concurrency of its [[endpoint]]; then run again."
        )
    }
}
