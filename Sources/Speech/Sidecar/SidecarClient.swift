internal import AsyncHTTPClient
internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Speaks the HTTP part of the sidecar contract.
struct SidecarClient: SpeechSynthesizer {
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

extension SidecarClient {
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

/// The way to a sidecar that said that it is ready.
struct SidecarConnection: Sendable {
    let ready: SidecarAnnouncement.Ready
    let token: String

    /// Makes sure that it is the right one, and lends it to some work.
    ///
    /// - Throws: `sidecar.impostor`, `sidecar.unresponsive`, and what `body` throws.
    func lend<Result: Sendable>(
        observe: @Sendable (SidecarEvent) async -> Void = { _ in },
        body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        guard ready.contract == SidecarAnnouncement.contract else {
            throw BatchError(
                .sidecarImpostor,
                "The sidecar speaks contract \(ready.contract), this program speaks \(SidecarAnnouncement.contract).",
                remedy: "Build both from the same version with `make build`."
            )
        }
        let client = SidecarClient(ready, token: token)
        do {
            try await client.confirm()
            await observe(.online(port: ready.port, instance: ready.instance, capabilities: ready.capabilities))
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }
}
