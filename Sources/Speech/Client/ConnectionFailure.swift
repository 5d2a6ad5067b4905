internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Why there is no connection to a server, or none any more: what the libraries throw, sorted and in words.
struct ConnectionFailure {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    /// Whether encryption failed, or the server is not trusted.
    var isUntrusted: Bool { error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError }

    /// Whether nothing was sent yet, so that no text can be to blame.
    var isBeforeRequest: Bool {
        switch error {
        case is NIOConnectionError, is SocketAddressError: true
        case let system as IOError: system.errnoCode == ECONNREFUSED || system.errnoCode == EHOSTUNREACH
        case let client as HTTPClientError: client == .connectTimeout
        case let channel as ChannelError: if case .connectTimeout = channel { true } else { false }
        default: isUntrusted
        }
    }

    /// Whether something took the connection, and then broke it off or answered something else than HTTP.
    var wasAnswered: Bool {
        switch error {
        case is NIOConnectionError: false
        case let system as IOError: system.errnoCode == ECONNRESET || system.errnoCode == EPIPE
        case let client as HTTPClientError: client == .remoteConnectionClosed
        default: error is HTTPParserError
        }
    }

    /// What the libraries say, without what only their authors read; no sentence.
    var words: String {
        switch error {
        case let system as IOError: return String(cString: strerror(system.errnoCode))
        case let connection as NIOConnectionError:
            let reasons = connection.connectionErrors.map { ConnectionFailure($0.error).words }
            return reasons.first ?? "there is no server of the name \(connection.host)"
        case let client as HTTPClientError where client == .connectTimeout || client == .deadlineExceeded:
            return "it does not answer"
        case let client as HTTPClientError where client == .remoteConnectionClosed: return "it closed the connection"
        default: return isUntrusted ? encryptionWords : "\(error)"
        }
    }

    private static let encryptionReasons = [
        "CERTIFICATE_VERIFY_FAILED": "its certificate is not from a trusted authority, or is not valid now",
        "WRONG_VERSION_NUMBER": "it does not speak TLS at that port",
    ]

    /// Why there is no trusted connection.
    ///
    /// BoringSSL tells its reasons by names in a text only, such as `CERTIFICATE_VERIFY_FAILED`.
    private var encryptionWords: String {
        if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
            return "its certificate is for another name"
        }
        guard let name = "\(error)".firstMatch(of: #/OPENSSL_internal:([A-Z0-9_]+)/#)?.output.1 else {
            return "it broke off while keys were exchanged"
        }
        return Self.encryptionReasons[String(name)] ?? name.lowercased().replacing("_", with: " ")
    }
}
