package import AsyncHTTPClient
package import Foundation
package import NIOCore
package import NIOHTTP1
package import NIOSSL

/// Carries requests to one speech server.
package struct SpeechTransport: Sendable {
    /// Scheme, host and port, and a path where the server is not at the root; no slash at the end.
    package let base: String
    private let client: HTTPClient
    private let token: String?

    /// More than there can be workers.
    private static let mostConnections = 4096
    /// How long it may take to reach the server at all.
    private static let connectTimeout = TimeAmount.seconds(10)
    /// How long a server may take to tell how speech ended; it does so beside all other work.
    private static let outcomeTimeout = TimeAmount.seconds(10)
    /// The longest answer that is taken in whole, in bytes.
    private static let longestAnswer = 4 << 20

    /// - Parameters:
    ///   - base: Scheme, host and port, and a path where there is one.
    ///   - token: What is sent as a bearer token.
    ///   - tls: How servers are verified; nil goes by the roots that the system trusts.
    package init(base: String, token: String?, tls: TLSConfiguration? = nil) {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        // How long an answer may take is for whoever knows its text.
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: Self.connectTimeout)
        // Every request has a connection of its own, and none may keep a question after its health waiting.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
        // A server that is gone is to be noticed at once; what to do then is for others.
        configuration.connectionPool.retryConnectionEstablishment = false
        // A token is for the server that it was meant for.
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.base = base
        self.token = token
    }

    package func close() async {
        // Shutting down fails only when it is done twice.
        try? await client.shutdown()
    }

    /// Asks for a short document.
    package func get(_ path: String, timeout: TimeAmount) async throws -> (status: HTTPResponseStatus, body: Data) {
        var request = request(path)
        request.method = .GET
        let response = try await client.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: Self.longestAnswer)
        return (response.status, Data(body.readableBytesView))
    }

    /// Sends a body of any kind, and waits so long for the answer.
    package func post(
        _ path: String,
        _ body: Data,
        contentType: String,
        timeout: Duration
    ) async throws -> HTTPClientResponse {
        var request = request(path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: contentType)
        request.body = .bytes(ByteBuffer(bytes: body))
        return try await client.execute(request, timeout: .seconds(timeout.components.seconds))
    }

    /// Sends JSON; the answer's body is for the caller to read, and may take as long as it takes.
    package func post(_ path: String, json: Data) async throws -> HTTPClientResponse {
        var request = request(path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: json))
        return try await client.execute(request, deadline: .distantFuture)
    }

    /// How speech ended, asked for once all of its audio has come; nil where the server does not tell.
    ///
    /// The headers of a stream leave before its end is known: they can only say where to ask.
    package func finishReason(of response: HTTPClientResponse) async throws -> FinishReason? {
        if let told = response.headers.first(name: "X-Finish-Reason") { return FinishReason(rawValue: told) }
        let place = response.headers.first(name: "X-Finish-Reason-At")
        guard let place, place.hasPrefix("\(SpeechRoute.requests)/") else { return nil }
        struct Outcome: Decodable { var finish_reason: String? }
        let body = try await get(place, timeout: Self.outcomeTimeout).body
        let outcome = try? JSONDecoder().decode(Outcome.self, from: body)
        return outcome?.finish_reason.flatMap { FinishReason(rawValue: $0) }
    }

    /// Why a request failed whose answer broke off, in the server's words; nil where it does not tell.
    package func failure(of requestID: String) async -> String? {
        guard requestID.wholeMatch(of: #/[A-Za-z0-9._-]{1,64}/#) != nil else { return nil }
        struct Outcome: Decodable { var error_message: String? }
        let answer = try? await get("\(SpeechRoute.requests)/\(requestID)", timeout: Self.outcomeTimeout)
        guard let body = answer?.body else { return nil }
        return (try? JSONDecoder().decode(Outcome.self, from: body))?.error_message
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }
}

/// The routes that speech servers have in common.
package enum SpeechRoute {
    package static let speech = "/v1/audio/speech"
    package static let voices = "/v1/audio/voices"
    package static let transcriptions = "/v1/audio/transcriptions"
    package static let requests = "/v1/requests"
    package static let models = "/v1/models"
}

/// Why a server ended speech, where it says so; SGLang-Omni and the sidecar do.
package enum FinishReason: String, Sendable, Hashable {
    /// The model said that the text was spoken.
    case stop
    /// It had become as long as the server lets it.
    case length
    /// Nobody waited for it any more.
    case cancelled
}
