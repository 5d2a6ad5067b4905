internal import AsyncHTTPClient
internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// What is wrong with an endpoint, as errors that say what to do.
struct EndpointTrouble: Sendable {
    let configuration: EndpointConfiguration

    private var url: String { configuration.url }

    /// A server's words without the key: servers have repeated what they were sent.
    func shown(_ text: String) -> String { configuration.token?.removed(from: text) ?? text }

    private func error(
        _ code: ErrorCode,
        _ message: String,
        remedy: String,
        details: [String: String] = [:]
    ) -> BatchError {
        let facts = details.mapValues(shown).merging(["endpoint": url]) { own, _ in own }
        return BatchError(code, shown(message), remedy: shown(remedy), details: facts)
    }

    /// Gives trouble a code; errors that have one stay as they are.
    ///
    /// What breaks off on the way may be the text's doing or the server's: it may pass, and is looked into by others.
    func known(_ trouble: any Error) -> BatchError {
        if let known = trouble as? BatchError { return known }
        if isBeforeTheRequest(trouble) { return unreachable(trouble) }
        return error(
            .synthesisFailed,
            "\(url) broke off before the audio was complete: \(Self.words(trouble)).",
            remedy: "Use `qwen-batch retry` to try it again; if it happens again, read that server's log."
        )
    }

    /// There is no way to the server.
    func unreachable(_ trouble: any Error) -> BatchError {
        if let known = trouble as? BatchError { return known }
        if trouble is NIOSSLError || trouble is BoringSSLError || trouble is NIOSSLExtraError {
            return error(
                .endpointUntrusted,
                "No trusted connection to \(url): \(Self.words(trouble)).",
                remedy:
                    "Use the name that its certificate is for; set ca_file of its [[endpoint]] for an authority of your own."
            )
        }
        return error(
            .endpointUnreachable,
            "\(url) cannot be reached: \(Self.words(trouble)).",
            remedy: "Start that server, or correct url in the profile; then run again to go on where it stopped."
        )
    }

    /// What the libraries say, without what only their authors read.
    private static func words(_ trouble: any Error) -> String {
        switch trouble {
        case let system as IOError: return String(cString: strerror(system.errnoCode))
        case let connection as NIOConnectionError:
            let reasons = connection.connectionErrors.map { words($0.error) }
            return reasons.first ?? "there is no server of the name \(connection.host)"
        case let client as HTTPClientError where client == .connectTimeout || client == .deadlineExceeded:
            return "it does not answer"
        case let client as HTTPClientError where client == .remoteConnectionClosed: return "it closed the connection"
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return EncryptionTrouble(trouble).words
        default: return "\(trouble)"
        }
    }

    /// Nothing was sent yet, so that no text can be to blame.
    private func isBeforeTheRequest(_ trouble: any Error) -> Bool {
        switch trouble {
        case is NIOConnectionError, is NIOSSLError, is BoringSSLError, is NIOSSLExtraError, is SocketAddressError: true
        case let system as IOError: system.errnoCode == ECONNREFUSED || system.errnoCode == EHOSTUNREACH
        case let client as HTTPClientError: client == .connectTimeout
        case let channel as ChannelError: if case .connectTimeout = channel { true } else { false }
        default: false
        }
    }

    /// Whether there was someone who took the connection, and then broke it off or answered something else than HTTP.
    func isAnswered(_ trouble: any Error) -> Bool {
        switch trouble {
        case is NIOConnectionError: false
        case let system as IOError: system.errnoCode == ECONNRESET || system.errnoCode == EPIPE
        case let client as HTTPClientError: client == .remoteConnectionClosed
        default: trouble is HTTPParserError
        }
    }

    var encrypted: BatchError {
        error(
            .endpointUnreachable,
            "\(url) cannot be reached: that port speaks TLS only.",
            remedy: "Write https:// instead of http:// in url of its [[endpoint]]."
        )
    }

    func refused(_ refusal: Refusal) -> BatchError {
        var details = ["status": String(refusal.status.code)]
        details["code"] = refusal.code
        switch refusal.meaning {
        case .request:
            return error(
                .synthesisRejected,
                "\(url) refused the text: \(refusal.message)",
                remedy:
                    "Change what it names: the text, the voice, the language or the speed. A job has to be enqueued again.",
                details: details
            )
        case .trouble:
            return error(
                .synthesisFailed,
                "\(url) failed with \(refusal.status.code): \(refusal.message)",
                remedy: "Use `qwen-batch retry` to try it again; if it happens again, read that server's log.",
                details: details
            )
        case .unauthorized: return unauthorized(refusal.status.code, said: refusal.message)
        case .noSpeechServer:
            return unsuitable("it answers \(refusal.status.code) where speech is asked for: \(refusal.message)")
        }
    }

    func unauthorized(_ status: UInt, said: String = "") -> BatchError {
        let words = said.isEmpty ? "." : ": \(said)"
        return error(
            .endpointUnauthorized,
            "\(url) answers \(status), and wants another token\(words)",
            remedy: configuration.token == nil
                ? "Set token_env of its [[endpoint]] to the name of an environment variable that holds its key."
                : "Put a key that it accepts into the environment variable that token_env names.",
            details: ["status": String(status)]
        )
    }

    func unsuitable(_ what: String, remedy: String? = nil) -> BatchError {
        error(
            .endpointUnsuitable,
            "\(url) cannot be used: \(what)",
            remedy: remedy ?? "Correct url, model or dialect of its [[endpoint]]; `qwen-batch doctor` tries them."
        )
    }

    var busy: BatchError {
        error(
            .endpointBusy,
            "\(url) says that it is busy (429 or 503), and goes on saying so.",
            remedy: "Wait until others are done with it, or lower max_concurrency of its [[endpoint]]; then run again."
        )
    }

    var empty: BatchError {
        error(
            .synthesisFailed,
            "\(url) answered without any audio.",
            remedy: "Use `qwen-batch retry` to try it again; if it happens again, read that server's log."
        )
    }

    var cutOff: BatchError {
        error(
            .synthesisRunaway,
            "\(url) cut the audio off at the longest that it makes.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }
}

/// Why there is no trusted connection, in words.
///
/// BoringSSL tells its reasons by names in a text only, such as `CERTIFICATE_VERIFY_FAILED`.
struct EncryptionTrouble {
    let words: String

    private static let knownReasons = [
        "CERTIFICATE_VERIFY_FAILED": "its certificate is from nobody that is trusted here, or not valid now",
        "WRONG_VERSION_NUMBER": "it does not speak TLS at that port",
    ]

    init(_ trouble: any Error) {
        if let extra = trouble as? NIOSSLExtraError, extra == .failedToValidateHostname {
            words = "its certificate is for another name"
            return
        }
        guard let name = "\(trouble)".firstMatch(of: #/OPENSSL_internal:([A-Z0-9_]+)/#)?.output.1 else {
            words = "it broke off while keys were exchanged"
            return
        }
        words = Self.knownReasons[String(name)] ?? name.lowercased().replacing("_", with: " ")
    }
}

/// No endpoint can be used.
enum EndpointOutage {
    /// One error for all their reasons, with the first one's remedy, and its code where all agree on it.
    static func error(_ reasons: [BatchError], during when: String) -> BatchError {
        guard let first = reasons.first else {
            return BatchError(
                .endpointUnreachable,
                "No speech endpoint can be used \(when).",
                remedy: "Try them with `qwen-batch doctor`; then run again to go on where it stopped."
            )
        }
        // Trouble that may have been a text's is the endpoint's, once nothing else speaks either.
        let codes = Set(reasons.map { $0.code.isOfEndpoint ? $0.code : .endpointUnsuitable })
        let others = reasons.count - 1
        let message =
            others == 0
            ? first.message
            : "No speech endpoint can be used \(when). \(first.message) So it is, in its own way, with \(others) more."
        let endpoints = Set(reasons.compactMap { $0.details["endpoint"] }).sorted()
        return BatchError(
            codes.count == 1 ? codes.first ?? .endpointUnreachable : .endpointUnreachable,
            message,
            remedy: first.code.isOfEndpoint ? first.remedy : "Look into the servers' logs; then run again.",
            details: first.details.merging([
                "endpoints": endpoints.joined(separator: "\n"),
                "reasons": reasons.map(\.message).joined(separator: "\n"),
            ]) { own, _ in own }
        )
    }
}
