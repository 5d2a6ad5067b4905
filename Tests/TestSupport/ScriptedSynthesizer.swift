package import Core
internal import Foundation
internal import NIOConcurrencyHelpers

/// A synthesizer whose answers a test scripts; what it is asked is remembered.
package final class ScriptedSynthesizer: SpeechSynthesizer {
    /// How one request is answered.
    package enum Answer: Sendable {
        /// A tone with silence around it, as long as the text is.
        case speech
        case silence
        case nothing
        /// A tone without end, until the receiver has enough.
        case runaway
        case failure(BatchError)
        /// Noise at full scale, as long as the text is.
        case fullScale
        /// A tone so many times as long as the text is.
        case slow(Int)
        /// A moment of a tone, however long the text is.
        case swallowed
        /// Speech of which so much, from 0 to 1, is clipped.
        case clipped(Double)
        /// No answer at all.
        case hang
        /// A sample now and then, without end.
        case drip
    }

    package let capabilities: SpeechCapabilities
    private let answer: @Sendable (SpeechRequest) async throws -> Answer
    package let transcriber: (any SpeechTranscriber)?
    private let confirmationFailure: BatchError?
    private let asked = NIOLockedValueBox<[SpeechRequest]>([])

    package init(
        voices: [String] = ["heart"],
        maxConcurrency: Int = 2,
        transcriber: (any SpeechTranscriber)? = nil,
        confirmationFailure: BatchError? = nil,
        answer: @escaping @Sendable (SpeechRequest) async throws -> Answer = { _ in .speech }
    ) {
        capabilities = SpeechCapabilities(
            engine: "scripted",
            model: "scripted-1",
            sampleRate: 8000,
            maxConcurrency: maxConcurrency,
            maxInputCharacters: 4096,
            voices: voices.map { SpeechCapabilities.Voice(id: $0, name: $0, languages: ["en-US"]) },
            speedRange: 0.25...2
        )
        self.transcriber = transcriber
        self.confirmationFailure = confirmationFailure
        self.answer = answer
    }

    /// Every request so far, in the order in which they came.
    package var requests: [SpeechRequest] { asked.withLockedValue { $0 } }

    package func synthesize(
        _ request: SpeechRequest,
        receive: (ArraySlice<Int16>) async throws -> Void
    ) async throws {
        asked.withLockedValue { $0.append(request) }
        switch try await answer(request) {
        case .speech:
            try await receive(Self.silence(800)[...])
            try await receive(Self.tone(request)[...])
            try await receive(Self.silence(800)[...])
        case .silence: try await receive(Self.silence(8000)[...])
        case .nothing: return
        case .runaway:
            while true {
                try Task.checkCancellation()
                try await receive(Self.tone(request)[...])
            }
        case .failure(let error): throw error
        case .fullScale:
            try await receive(Self.tone(request).map { $0 < 0 ? Int16.min : Int16.max }[...])
        case .clipped(let share):
            let tone = Self.tone(request)
            let loud = tone.prefix(Int(Double(tone.count) * share)).map { $0 < 0 ? Int16.min : Int16.max }
            try await receive((Self.silence(800) + loud + tone.dropFirst(loud.count) + Self.silence(800))[...])
        case .slow(let times):
            try await receive(Self.silence(800)[...])
            for _ in 0..<times { try await receive(Self.tone(request)[...]) }
            try await receive(Self.silence(800)[...])
        case .swallowed: try await receive(Self.tone(request)[..<1600])
        case .hang: try await Task.sleep(for: .seconds(600))
        case .drip:
            while true {
                try await receive([1000])
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    package func confirm() async throws {
        if let confirmationFailure { throw confirmationFailure }
    }

    private static func silence(_ samples: Int) -> [Int16] { [Int16](repeating: 0, count: samples) }

    /// Loud enough to be speech, and different for every seed and text.
    private static func tone(_ request: SpeechRequest) -> [Int16] {
        let pitch = 200 + Double(request.seed % 50) * 3 + Double(request.text.utf8.reduce(0) { $0 &+ Int($1) } % 100)
        return (0..<max(800, request.text.count * 500)).map { index in
            Int16(9000 * sin(2 * Double.pi * pitch * Double(index) / 8000))
        }
    }
}
