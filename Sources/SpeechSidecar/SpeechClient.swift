internal import AsyncHTTPClient
internal import BatchCore
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Speaks the HTTP part of the sidecar contract.
struct SpeechClient: SpeechSynthesizer {
    let capabilities: SpeechCapabilities
    /// Scheme, host and port.
    let base: String
    private let client: HTTPClient
    private let token: String
    private let instance: String

    /// More than there can be workers.
    private static let mostConnections = 2048
    /// How long the server may take to say who it is; it does so beside all other work.
    private static let confirmationTimeout = TimeAmount.seconds(10)

    init(port: Int, instance: String, token: String, capabilities: SpeechCapabilities) {
        var configuration = HTTPClient.Configuration()
        // How long an answer may take is for whoever knows its text.
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(10))
        // Every worker keeps a connection of its own, and none may keep `confirm` waiting.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
        // A sidecar that is gone is to be noticed at once; starting it again is the host's work.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        base = "http://127.0.0.1:\(port)"
        self.token = token
        self.instance = instance
        self.capabilities = capabilities
    }

    func close() async {
        // Shutting down fails only when it is done twice.
        try? await client.shutdown()
    }

    /// Makes sure that the listener on the port answers, and is the process that was started.
    func confirm() async throws {
        struct Health: Decodable { var instance: String? }
        var request = request(path: "/health")
        request.method = .GET
        let answer: Health?
        do {
            let response = try await client.execute(request, timeout: Self.confirmationTimeout)
            let body = try await response.body.collect(upTo: 1 << 20)
            answer = try? JSONDecoder().decode(Health.self, from: Data(body.readableBytesView))
        } catch {
            try Task.checkCancellation()
            throw unreachable(error)
        }
        guard answer?.instance == instance else {
            throw BatchError(
                .sidecarImpostor,
                "Something else answered at \(base) in the sidecar's place.",
                remedy: "End the program that listens there, or set sidecar.port = 0 in the profile.",
                details: ["expected": instance, "answered": answer?.instance ?? "nothing"]
            )
        }
    }

    func synthesize(_ speech: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        var request = request(path: "/v1/audio/speech")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        let body = try JSONEncoder().encode(SpeechBody(speech, model: capabilities.model))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await admitted(request)
            guard response.status == .ok else { throw try await refusal(response) }
            try checkFormat(of: response)
            var decoder = SampleDecoder()
            for try await buffer in response.body {
                let samples = try decoder.decode(buffer)
                if !samples.isEmpty { try await receive(samples[...]) }
            }
            try decoder.finish()
        } catch {
            try Task.checkCancellation()
            let failure = await failure(error)
            try Task.checkCancellation()
            throw failure
        }
    }

    /// Asks again for as long as the server says that it is busy; whoever waits for the answer ends that.
    private func admitted(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        var refusals = 0
        while true {
            let response = try await client.execute(request, deadline: .distantFuture)
            guard let pause = BusyAnswer.pause(after: response, refusals: refusals) else { return response }
            refusals += 1
            _ = try await response.body.collect(upTo: 1 << 20)
            try await Task.sleep(for: pause)
        }
    }

    private func request(path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return request
    }
}
