internal import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Has recordings transcribed by the sidecar.
struct SidecarTranscriber: SpeechTranscriber {
    /// What the sidecar says of its transcription.
    struct Offer: Sendable, Hashable {
        var model: String
        /// Nil for all that Whisper knows.
        var languages: [String]?
        var maxConcurrency: Int

        init?(_ object: [String: Any]) {
            guard let model = object["model"] as? String, let count = object["max_concurrency"] as? Int else {
                return nil
            }
            self.model = model
            languages = object["languages"] as? [String]
            maxConcurrency = max(1, count)
        }
    }

    let client: SpeechClient
    let offer: Offer

    var model: String { offer.model }
    var languages: [String]? { offer.languages }
    var maxConcurrency: Int { offer.maxConcurrency }

    /// Alternatives that are weighed at once, at first and for a second opinion.
    private static let beamSizes = (first: 1, second: 5)
    /// How often one that broke off is asked for again.
    private static let attempts = 4
    /// The longest time for an answer: beside a busy engine a transcriber gets little of the processors.
    private static let timeout = TimeAmount.seconds(900)
    /// How often it is made sure that the sidecar still lives, which a frozen one does not tell.
    private static let lookInterval = Duration.seconds(30)

    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        let audio: Data
        do {
            audio = try Data(contentsOf: recording)
        } catch {
            throw Self.failed("the take \(recording.lastPathComponent) cannot be read")
        }
        var form = MultipartForm()
        form.add("response_format", "text")
        form.add("beam_size", String(isThorough ? Self.beamSizes.second : Self.beamSizes.first))
        if let language { form.add("language", language) }
        form.add("file", filename: recording.lastPathComponent, audio)
        for attempt in 1... {
            let (status, text) = try await whileAlive { [form] in
                try await client.transcribe(form, timeout: Self.timeout)
            }
            if status == .ok { return text }
            // A transcriber that died, or one that is busy.
            guard status.code >= 500, attempt < Self.attempts else { throw Self.failed("\(status.code): \(text)") }
            // A pool of transcribers that die waits up to five seconds before it starts the next.
            try await Task.sleep(for: .seconds(attempt * 2))
        }
        preconditionFailure("a request is made at least once")
    }

    /// - Throws: What `body` throws, or `sidecar.unresponsive`.
    private func whileAlive<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.lookInterval)
                    try await client.confirm()
                }
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { preconditionFailure("only the body ends well") }
            return value
        }
    }

    private static func failed(_ what: String) -> BatchError {
        BatchError(
            .transcriptFailed,
            "The sidecar did not transcribe a take: \(what)\(what.hasSuffix(".") ? "" : ".")",
            remedy: "Nothing is to be done for the book; the sidecar's log tells more."
        )
    }
}

/// A form with files, as browsers send it (RFC 7578).
struct MultipartForm: Sendable {
    private let boundary = "qwen-batch-\(UUID().uuidString)"
    private var parts = Data()

    mutating func add(_ name: String, _ value: String) {
        begin("name=\"\(name)\"")
        parts.append(Data("\r\n\(value)\r\n".utf8))
    }

    /// Adds a file, whose name holds no quotes.
    mutating func add(_ name: String, filename: String, _ content: Data) {
        begin("name=\"\(name)\"; filename=\"\(filename)\"")
        parts.append(Data("Content-Type: application/octet-stream\r\n\r\n".utf8))
        parts.append(content)
        parts.append(Data("\r\n".utf8))
    }

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    var body: Data { parts + Data("--\(boundary)--\r\n".utf8) }

    private mutating func begin(_ disposition: String) {
        parts.append(Data("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n".utf8))
    }
}
