internal import AsyncHTTPClient
internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Asks one speech server, whoever runs it.
struct SpeechClient: Sendable {
    let endpoint: SpeechEndpoint
    private let transport: SpeechTransport

    /// How long a server may take to say who it is, or how a request ended; it does so beside all other work.
    private static let statusTimeout = TimeAmount.seconds(10)
    /// How long it may take to list what it has.
    private static let listTimeout = TimeAmount.seconds(30)
    /// How long it is tried whether a server that broke off wants encryption.
    private static let probeTimeout = TimeAmount.seconds(5)
    /// The longest transcript, in bytes.
    private static let longestTranscript = 1 << 20

    /// - Throws: `endpoint.untrusted` when the file with its certificates cannot be used.
    init(_ endpoint: SpeechEndpoint) throws {
        self.endpoint = endpoint
        let tls = try endpoint.certificateFile.map(Self.trusting)
        transport = SpeechTransport(base: endpoint.base, token: endpoint.token, tls: tls)
    }

    var errors: SpeechErrors { endpoint.errors }

    func close() async {
        await transport.close()
    }

    /// Asks for speech, and hands its samples over in order while they come.
    ///
    /// Where `waitsWhileBusy`, a server that is busy is asked again for as long as the caller waits for the answer. Where
    /// `sampleRate` is nil, any rate will do.
    /// - Returns: The samples a second that the answer told; nil where it told none.
    /// - Throws: `BatchError` with a `synthesis.…` code or one of the server's owner, `BusyAnswer`, `CancellationError`.
    @discardableResult
    func speak(
        _ request: SpeechRequest,
        model: String,
        form: AudioForm,
        sampleRate: Int?,
        waitsWhileBusy: Bool,
        receive: (ArraySlice<Int16>) async throws -> Void
    ) async throws -> Int? {
        let body = try endpoint.dialect.body(request, model: model, form: form)
        var requestID: String?
        do {
            let response = try await admitted(body, waitsWhileBusy: waitsWhileBusy)
            requestID = response.headers.first(name: "X-Request-Id")
            guard response.status == .ok else { throw try await refusal(response) }
            var isEmpty = true
            let rate = try await AudioReader(form, sampleRate: sampleRate).read(response) { samples in
                isEmpty = false
                try await receive(samples)
            }
            // The sidecar's takes are measured like all others, and found empty; an endpoint may be to blame for that.
            if isEmpty, case .profile = endpoint.owner { throw errors.empty }
            if try await isCutOff(response) { throw errors.cutOff }
            return rate
        } catch {
            try Task.checkCancellation()
            let failure = await failure(error, of: requestID)
            try Task.checkCancellation()
            throw failure
        }
    }

    private func admitted(_ body: Data, waitsWhileBusy: Bool) async throws -> HTTPClientResponse {
        var refusals = 0
        while true {
            let response = try await transport.post(SpeechRoute.speech, body, contentType: "application/json")
            guard let busy = BusyAnswer(response) else { return response }
            guard waitsWhileBusy else { throw busy }
            try await Task.sleep(for: busy.pause(refusals: refusals))
            refusals += 1
        }
    }

    private func refusal(_ response: HTTPClientResponse) async throws -> BatchError {
        let refusal = try await Refusal(response, shown: errors.shown)
        if case .sidecar = endpoint.owner, [.unauthorized, .noSpeechServer].contains(refusal.meaning) {
            // Another program may have taken the sidecar's place.
            try await confirm()
        }
        return errors.refused(refusal)
    }

    /// Gives a failure a code; errors that have one stay as they are.
    ///
    /// A sidecar that broke off and still answers did so over this request; one that does not answer has failed itself.
    /// With endpoints, the pool finds out which of the two it is.
    private func failure(_ error: any Error, of requestID: String?) async -> any Error {
        if error is BatchError || error is BusyAnswer { return error }
        switch endpoint.owner {
        case .sidecar:
            do {
                try await confirm()
            } catch {
                return error
            }
        case .profile:
            if ConnectionFailure(error).isBeforeRequest { return errors.unreachable(error) }
        }
        return errors.brokenOff(error, reason: await reason(of: requestID))
    }

    /// Whether the server cut the audio off at the longest that it makes, asked for once all of it has come.
    ///
    /// The headers of a stream leave before its end is known: they can only say where to ask.
    private func isCutOff(_ response: HTTPClientResponse) async throws -> Bool {
        if let reason = response.headers.first(name: "X-Finish-Reason") { return reason == RequestOutcome.length }
        let place = response.headers.first(name: "X-Finish-Reason-At")
        guard let place, place.hasPrefix("\(SpeechRoute.requests)/") else { return false }
        return try await outcome(at: place)?.finish_reason == RequestOutcome.length
    }

    /// Why a request failed whose answer broke off, in the server's words; nil where it does not tell.
    private func reason(of requestID: String?) async -> String? {
        guard endpoint.dialect == .qwenBatch, let requestID,
            requestID.wholeMatch(of: #/[A-Za-z0-9._-]{1,64}/#) != nil
        else { return nil }
        return try? await outcome(at: "\(SpeechRoute.requests)/\(requestID)")?.error_message
    }

    private func outcome(at path: String) async throws -> RequestOutcome? {
        let body = try await transport.get(path, timeout: Self.statusTimeout).body
        return try? JSONDecoder().decode(RequestOutcome.self, from: body)
    }

    /// What a server knows of a request that ended.
    private struct RequestOutcome: Decodable {
        /// The audio had become as long as the server lets it; SGLang-Omni and the sidecar say so.
        static let length = "length"

        var finish_reason: String?
        var error_message: String?
    }
}

extension SpeechClient {
    /// Makes sure that the server answers, and that a sidecar is the process that was started.
    ///
    /// - Throws: `sidecar.unresponsive` or `sidecar.impostor`, or an `endpoint.…` code.
    func confirm() async throws {
        guard case .sidecar(let instance) = endpoint.owner else {
            _ = try await list(SpeechRoute.models)
            return
        }
        struct Health: Decodable { var instance: String? }
        let body = try await get(SpeechRoute.health, timeout: Self.statusTimeout).body
        let answered = (try? JSONDecoder().decode(Health.self, from: body))?.instance
        guard answered == instance else { throw errors.impostor(expected: instance, answered: answered) }
    }

    /// What a route lists; nil when the server has no such route, or something else there.
    ///
    /// - Throws: `BatchError` with an `endpoint.…` code when there is no way to the server, or it wants another token.
    func list(_ route: String) async throws -> [String: Any]? {
        let (status, body) = try await get(route, timeout: Self.listTimeout)
        switch status.code {
        case 200: return try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        case 401, 403: throw errors.unauthorized(status.code)
        case 300..<400:
            throw errors.unsuitable(
                "it answers \(status.code), a redirect.",
                remedy: "Set url of its [[endpoint]] to the address that it redirects to."
            )
        default: return nil
        }
    }

    /// Has a recording transcribed.
    ///
    /// - Returns: The status, with the text or the server's reason; a connection that breaks counts as a bad gateway.
    /// - Throws: `CancellationError`.
    func transcribe(_ form: MultipartForm, timeout: TimeAmount) async throws -> (HTTPResponseStatus, String) {
        do {
            let response = try await transport.post(
                SpeechRoute.transcriptions,
                form.body,
                contentType: form.contentType,
                timeout: timeout
            )
            guard response.status == .ok else {
                let refusal = try await Refusal(response, shown: errors.shown)
                return (refusal.status, refusal.message)
            }
            return (.ok, String(buffer: try await response.body.collect(upTo: Self.longestTranscript)))
        } catch {
            try Task.checkCancellation()
            return (.badGateway, "the connection broke: \(ConnectionFailure(error).words)")
        }
    }

    private func get(_ path: String, timeout: TimeAmount) async throws -> (status: HTTPResponseStatus, body: Data) {
        do {
            return try await transport.get(path, timeout: timeout)
        } catch {
            try Task.checkCancellation()
            let unreachable = errors.unreachable(error)
            guard unreachable.code == .endpointUnreachable, ConnectionFailure(error).wasAnswered, await speaksTLS()
            else { throw unreachable }
            throw errors.encrypted
        }
    }

    /// Whether a server that is asked without encryption wants it; it is sent no token.
    private func speaksTLS() async -> Bool {
        guard endpoint.base.hasPrefix("http://") else { return false }
        var anyone = TLSConfiguration.makeClientConfiguration()
        anyone.certificateVerification = .none
        let base = "https://" + endpoint.base.dropFirst("http://".count)
        let probe = SpeechTransport(base: base, token: nil, tls: anyone)
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

/// A speech server of which it is known what it can do.
struct SpeechServer: SpeechSynthesizer {
    let client: SpeechClient
    let capabilities: SpeechCapabilities
    /// Whether a request waits for a busy server; a pool gives it to another one.
    let waitsWhileBusy: Bool
    var transcription: SidecarTranscriber.Offer?
    var transcriptionTrouble: String?

    var transcriber: (any SpeechTranscriber)? {
        transcription.map { SidecarTranscriber(client: client, offer: $0) }
    }

    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        try await client.speak(
            request,
            model: capabilities.model,
            form: client.endpoint.dialect.form(for: request),
            sampleRate: capabilities.sampleRate,
            waitsWhileBusy: waitsWhileBusy,
            receive: receive
        )
    }

    func confirm() async throws {
        try await client.confirm()
    }
}
