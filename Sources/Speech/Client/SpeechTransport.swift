internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Carries requests to one speech server.
struct SpeechTransport: Sendable {
    private let base: String
    private let client: HTTPClient
    private let token: EndpointToken?

    /// More than there can be workers.
    private static let mostConnections = 4096
    /// How long it may take to reach the server at all.
    private static let connectTimeout = TimeAmount.seconds(10)
    /// The longest answer that is taken in whole, in bytes.
    private static let longestAnswer = 4 << 20

    /// - Parameters:
    ///   - base: Scheme, host and port, and a path where there is one.
    ///   - token: What is sent as a bearer token.
    ///   - tls: How servers are verified; nil goes by the roots that the system trusts.
    init(base: String, token: EndpointToken?, tls: TLSConfiguration?) {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        // How long an answer may take depends on its text, which the caller knows.
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: Self.connectTimeout)
        // Every request has a connection of its own, and none may make a question after the server's health wait.
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

    func close() async {
        // Shutting down fails only when it is done twice.
        try? await client.shutdown()
    }

    /// Asks for a short document.
    func get(_ path: String, timeout: TimeAmount) async throws -> (status: HTTPResponseStatus, body: Data) {
        let response = try await client.execute(request(.GET, path), timeout: timeout)
        let body = try await response.body.collect(upTo: Self.longestAnswer)
        return (response.status, Data(body.readableBytesView))
    }

    /// Sends a body; that of the answer is for the caller to read, within the timeout where there is one.
    func post(
        _ path: String,
        _ body: Data,
        contentType: String,
        timeout: TimeAmount? = nil
    ) async throws -> HTTPClientResponse {
        var request = request(.POST, path)
        request.headers.add(name: "Content-Type", value: contentType)
        request.body = .bytes(ByteBuffer(bytes: body))
        return try await client.execute(request, deadline: timeout.map { .now() + $0 } ?? .distantFuture)
    }

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token.value)") }
        return request
    }
}

/// The routes of speech servers that are used.
enum SpeechRoute {
    static let speech = "/v1/audio/speech"
    static let voices = "/v1/audio/voices"
    static let transcriptions = "/v1/audio/transcriptions"
    static let models = "/v1/models"
    /// Of the sidecar only: who it is.
    static let health = "/health"
    /// Of the sidecar only: how a request ended.
    static let requests = "/v1/requests"
}
