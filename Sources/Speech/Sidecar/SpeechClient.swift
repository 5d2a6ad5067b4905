internal import AsyncHTTPClient
internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Speaks the HTTP part of the sidecar contract.
struct SpeechClient: SpeechSynthesizer {
    let capabilities: SpeechCapabilities
    private let transcription: SidecarTranscriber.Offer?
    let transcriptionTrouble: String?
    let transport: SpeechTransport
    private let instance: String

    /// How long the server may take to say who it is; it does so beside all other work.
    private static let confirmationTimeout = TimeAmount.seconds(10)
    private static let dialect = SpeechDialect.qwenBatch

    init(_ ready: SidecarAnnouncement.Ready, token: String) {
        let transport = SpeechTransport(base: "http://127.0.0.1:\(ready.port)", token: token)
        self.transport = transport
        instance = ready.instance
        capabilities = ready.capabilities
        transcription = ready.transcription
        transcriptionTrouble = ready.transcriptionTrouble
    }

    var transcriber: (any SpeechTranscriber)? {
        transcription.map { SidecarTranscriber(transport: transport, offer: $0, confirm: { try await confirm() }) }
    }

    func close() async {
        await transport.close()
    }

    /// Makes sure that the listener on the port answers, and is the process that was started.
    func confirm() async throws {
        struct Health: Decodable { var instance: String? }
        let answer: Health?
        do {
            let body = try await transport.get("/health", timeout: Self.confirmationTimeout).body
            answer = try? JSONDecoder().decode(Health.self, from: body)
        } catch {
            try Task.checkCancellation()
            throw unreachable(error)
        }
        guard answer?.instance == instance else {
            throw BatchError(
                .sidecarImpostor,
                "Something else answered at \(transport.base) in the sidecar's place.",
                remedy: "End the program that listens there, or set sidecar.port = 0 in the profile.",
                details: ["expected": instance, "answered": answer?.instance ?? "nothing"]
            )
        }
    }

    func synthesize(_ speech: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        let form = Self.dialect.form(for: speech)
        let body = try Self.dialect.body(speech, model: capabilities.model, form: form)
        var requestID: String?
        do {
            let response = try await admitted(body)
            requestID = response.headers.first(name: "X-Request-Id")
            guard response.status == .ok else { throw try await refusal(response) }
            try await AudioReader(form, sampleRate: capabilities.sampleRate).read(response, receive: receive)
            if try await transport.finishReason(of: response) == .length { throw cutOff(speech) }
        } catch {
            try Task.checkCancellation()
            let failure = await failure(error, of: requestID)
            try Task.checkCancellation()
            throw failure
        }
    }

    /// Asks again for as long as the server says that it is busy; whoever waits for the answer ends that.
    private func admitted(_ body: Data) async throws -> HTTPClientResponse {
        var refusals = 0
        while true {
            let response = try await transport.post(SpeechRoute.speech, json: body)
            guard let busy = BusyAnswer(response) else { return response }
            let pause = busy.pause(refusals: refusals)
            refusals += 1
            _ = try await response.body.collect(upTo: 1 << 20)
            try await Task.sleep(for: pause)
        }
    }
}
