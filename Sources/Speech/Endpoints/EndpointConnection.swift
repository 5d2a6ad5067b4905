internal import AsyncHTTPClient
internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The way to one speech server, whatever it turns out to be.
struct EndpointConnection: Sendable {
    let configuration: EndpointConfiguration
    private let transport: SpeechTransport

    /// How long a server may take to list what it has; it does so beside all other work.
    private static let listTimeout = TimeAmount.seconds(30)
    /// How long it is tried whether a server that broke off wants encryption.
    private static let probeTimeout = TimeAmount.seconds(5)

    /// - Throws: `endpoint.untrusted` when the file with its certificates cannot be used.
    init(_ configuration: EndpointConfiguration) throws {
        self.configuration = configuration
        transport = SpeechTransport(
            base: configuration.base,
            token: configuration.token?.value,
            tls: try configuration.certificateFile.map(Self.trusting)
        )
    }

    var trouble: EndpointTrouble { EndpointTrouble(configuration: configuration) }

    func close() async {
        await transport.close()
    }

    /// Asks for speech, and hands it over while it comes.
    ///
    /// - Returns: The samples a second that the answer told; nil where it told none.
    /// - Throws: `BatchError` with an `endpoint.…` or `synthesis.…` code, `BusyAnswer`, `CancellationError`.
    @discardableResult
    func speak(
        _ request: SpeechRequest,
        model: String,
        form: AudioForm,
        sampleRate: Int?,
        receive: (ArraySlice<Int16>) async throws -> Void
    ) async throws -> Int? {
        let body = try configuration.dialect.body(request, model: model, form: form)
        do {
            let response = try await transport.post(SpeechRoute.speech, json: body)
            if let busy = BusyAnswer(response) { throw busy }
            guard response.status == .ok else {
                throw trouble.refused(try await Refusal(response, shown: trouble.shown))
            }
            var isEmpty = true
            let rate = try await AudioReader(form, sampleRate: sampleRate).read(response) { samples in
                isEmpty = false
                try await receive(samples)
            }
            if isEmpty { throw trouble.empty }
            if try await transport.finishReason(of: response) == .length { throw trouble.cutOff }
            return rate
        } catch let busy as BusyAnswer {
            throw busy
        } catch {
            try Task.checkCancellation()
            throw trouble.known(error)
        }
    }

    /// What a route lists; nil when the server has no such route, or no JSON there.
    ///
    /// - Throws: `BatchError` with an `endpoint.…` code when there is no way to the server, or it wants another token.
    func list(_ route: String) async throws -> [String: Any]? {
        do {
            let (status, body) = try await transport.get(route, timeout: Self.listTimeout)
            if status == .unauthorized || status == .forbidden { throw trouble.unauthorized(status.code) }
            guard !(300..<400).contains(status.code) else {
                throw trouble.unsuitable(
                    "it answers \(status.code), and sends those who ask elsewhere.",
                    remedy: "Set url of its [[endpoint]] to the address that it sends them to."
                )
            }
            guard status == .ok else { return nil }
            return try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        } catch {
            try Task.checkCancellation()
            let unreachable = trouble.unreachable(error)
            guard unreachable.code == .endpointUnreachable, trouble.isAnswered(error), await speaksTLS() else {
                throw unreachable
            }
            throw trouble.encrypted
        }
    }

    /// Whether a server that is asked without encryption wants it; it is sent no token.
    private func speaksTLS() async -> Bool {
        guard let scheme = configuration.base.firstRange(of: "http://"),
            scheme.lowerBound == configuration.base.startIndex
        else { return false }
        var anyone = TLSConfiguration.makeClientConfiguration()
        anyone.certificateVerification = .none
        let address = "https://" + configuration.base[scheme.upperBound...]
        let probe = SpeechTransport(base: address, token: nil, tls: anyone)
        let answer = try? await probe.get(SpeechRoute.models, timeout: Self.probeTimeout)
        await probe.close()
        return answer != nil
    }

    /// Trusts the authorities of a file beside the system's.
    private static func trusting(_ file: String) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        do {
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
        } catch {
            throw BatchError(
                .endpointUntrusted,
                "The certificates in \(file) cannot be read: \(error).",
                remedy: "Let ca_file of that [[endpoint]] name a PEM file with the authority's certificate."
            )
        }
        return tls
    }
}

/// One endpoint of which it is known what it is.
struct EndpointClient: SpeechSynthesizer {
    let connection: EndpointConnection
    let capabilities: SpeechCapabilities

    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        try await connection.speak(
            request,
            model: capabilities.model,
            form: connection.configuration.dialect.form(for: request),
            sampleRate: capabilities.sampleRate,
            receive: receive
        )
    }

    /// Makes sure that it answers at all.
    func confirm() async throws {
        _ = try await connection.list(SpeechRoute.models)
    }
}
