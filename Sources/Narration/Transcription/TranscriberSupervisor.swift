package import Core
internal import Foundation

/// Provides what speaks, with a sidecar beside it that only transcribes the takes.
///
/// The work does not depend on the transcriber: where it cannot start, or fails too often, takes are only measured.
package struct TranscriberSupervisor: SpeechHost {
    private let speechHost: any SpeechHost
    private let transcriberHost: any SpeechHost
    private let restarts: Int
    private let backoff: Backoff
    private let clock: RunClock

    /// - Parameters:
    ///   - speechHost: What speaks.
    ///   - transcriberHost: A sidecar that transcribes.
    ///   - restarts: How often in a row it is started again without a transcript between.
    ///   - backoff: How long to wait before.
    ///   - clock: By which it waits.
    package init(
        speechHost: any SpeechHost,
        transcriberHost: any SpeechHost,
        restarts: Int,
        backoff: Backoff = .exponentialJitter(base: .seconds(1)),
        clock: RunClock = .system
    ) {
        self.speechHost = speechHost
        self.transcriberHost = transcriberHost
        self.restarts = restarts
        self.backoff = backoff
        self.clock = clock
    }

    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await speechHost.withSynthesizer(observe: observe) { synthesizer in
            let slot = TranscriberSlot()
            return try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask {
                    await keepTranscriber(in: slot, observe)
                    return nil
                }
                group.addTask {
                    let transcribed =
                        switch try await slot.availability() {
                        case .available(let first):
                            TranscribedSynthesizer(
                                voice: synthesizer,
                                transcriber: SupervisedTranscriber(first: first, slot: slot),
                                transcriptionTrouble: nil
                            )
                        case .unavailable(let reason):
                            TranscribedSynthesizer(voice: synthesizer, transcriber: nil, transcriptionTrouble: reason)
                        }
                    return try await body(transcribed)
                }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                preconditionFailure("the work ends with a result or an error")
            }
        }
    }

    package func killNow() {
        speechHost.killNow()
        transcriberHost.killNow()
    }

    /// Keeps a transcriber up until the task is cancelled, or there is none to be had.
    private func keepTranscriber(
        in slot: TranscriberSlot,
        _ observe: @escaping @Sendable (SidecarEvent) async -> Void
    ) async {
        var failuresInARow = 0
        var transcribed = 0
        while true {
            let trouble: String
            do {
                trouble = try await transcriberHost.withSynthesizer(observe: { await observe(.transcriber($0)) }) {
                    sidecar in
                    guard let transcriber = sidecar.transcriber else {
                        return sidecar.transcriptionTrouble ?? "the sidecar does not transcribe."
                    }
                    let number = await slot.open(transcriber)
                    // The end of the work cancels it.
                    try await slot.waitUntilUnresponsive(number)
                    return "the sidecar does not answer any more."
                }
            } catch {
                guard !Task.isCancelled else { return }
                trouble = (error as? BatchError)?.message ?? "\(error)"
            }
            let wasThere = await slot.close()
            let nowTranscribed = await slot.transcribed
            failuresInARow = nowTranscribed > transcribed ? 1 : failuresInARow + 1
            transcribed = nowTranscribed
            // One that never came up will not come up later in the night.
            guard wasThere, failuresInARow <= restarts else { return await slot.giveUp(trouble) }
            guard (try? await clock.sleep(for: backoff.delay(afterAttempt: failuresInARow - 1))) != nil else { return }
        }
    }
}

/// The transcriber of a sidecar that may be started again: who asks meanwhile waits for the next one.
actor TranscriberSlot {
    /// Whether there is a transcriber at all.
    enum Availability: Sendable {
        case available(any SpeechTranscriber)
        /// None, for this reason.
        case unavailable(String)
    }

    private struct Waiter {
        var number: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    private var current: (any SpeechTranscriber)?
    /// How many there have been.
    private var count = 0
    /// Transcripts that were made, by whichever.
    private(set) var transcribed = 0
    private var trouble: String?
    private var waiters: [Waiter] = []
    private var nextWaiter = 0

    /// Takes the transcriber that all wait for.
    ///
    /// - Returns: Its number.
    func open(_ transcriber: any SpeechTranscriber) -> Int {
        current = transcriber
        count += 1
        resume()
        return count
    }

    /// Waits until a request finds that a transcriber does not answer any more.
    ///
    /// - Throws: `CancellationError`.
    func waitUntilUnresponsive(_ number: Int) async throws {
        while current != nil, count == number { try await change() }
    }

    /// Notes that the transcriber is gone.
    ///
    /// - Returns: Whether there ever was one.
    func close() -> Bool {
        current = nil
        return count > 0
    }

    /// Lets nobody wait any longer.
    func giveUp(_ reason: String) {
        trouble = reason
        resume()
    }

    /// What there is, once that is known.
    ///
    /// - Throws: `CancellationError`.
    func availability() async throws -> Availability {
        while true {
            if let current { return .available(current) }
            if let trouble { return .unavailable(trouble) }
            try await change()
        }
    }

    /// Has a recording transcribed by whichever transcriber is there, or comes.
    ///
    /// - Throws: `BatchError` `transcript.failed`, and `CancellationError`.
    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        for attempt in 1... {
            let transcriber: any SpeechTranscriber
            switch try await availability() {
            case .available(let current): transcriber = current
            case .unavailable(let reason): throw Self.gone(reason)
            }
            let number = count
            do {
                let text = try await transcriber.transcript(of: recording, language: language, isThorough: isThorough)
                transcribed += 1
                return text
            } catch let error as BatchError where [.transcriptFailed, .sidecarUnresponsive].contains(error.code) {
                let isStillThere = current != nil && number == count
                if error.code == .sidecarUnresponsive {
                    // It is ended, and another one is started.
                    if isStillThere {
                        current = nil
                        resume()
                    }
                } else if isStillThere {
                    throw error
                }
                // A take that several failed over is to blame.
                if attempt == Self.transcribersPerTake { throw Self.failed(error) }
            }
        }
        preconditionFailure("a transcriber is asked at least once")
    }

    /// Transcribers that may fail over the same take.
    private static let transcribersPerTake = 2

    private static func failed(_ error: BatchError) -> BatchError {
        guard error.code != .transcriptFailed else { return error }
        return BatchError(
            .transcriptFailed,
            "The take could not be transcribed: \(error.message)",
            remedy: "Nothing is to be done for the book; logs/sidecar.log in the home folder tells more."
        )
    }

    private static func gone(_ reason: String) -> BatchError {
        BatchError(
            .transcriptFailed,
            "Nothing transcribes any more: \(reason)",
            remedy: "Look into logs/sidecar.log in the home folder; the book itself is complete."
        )
    }

    private func change() async throws {
        let number = nextWaiter
        nextWaiter += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
                waiters.append(Waiter(number: number, continuation: continuation))
            }
        } onCancel: {
            Task { await self.cancel(number) }
        }
    }

    private func cancel(_ number: Int) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    private func resume() {
        for waiter in waiters { waiter.continuation.resume() }
        waiters.removeAll()
    }
}

/// What speaks, with a transcriber from elsewhere.
struct TranscribedSynthesizer: SpeechSynthesizer {
    let voice: any SpeechSynthesizer
    let transcriber: (any SpeechTranscriber)?
    let transcriptionTrouble: String?

    var capabilities: SpeechCapabilities { voice.capabilities }

    func synthesize(_ request: SpeechRequest, receive: (ArraySlice<Int16>) async throws -> Void) async throws {
        try await voice.synthesize(request, receive: receive)
    }

    func confirm() async throws { try await voice.confirm() }

    func withRoom<Result: Sendable>(
        _ body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await voice.withRoom(body)
    }

    func noSpeechError(_ cause: BatchError) -> BatchError { voice.noSpeechError(cause) }
}

/// A transcriber that lasts though the sidecar behind it may be started again.
struct SupervisedTranscriber: SpeechTranscriber {
    /// The first one; those after it are of the same program.
    let first: any SpeechTranscriber
    let slot: TranscriberSlot

    var model: String { first.model }
    var languages: [String]? { first.languages }
    var maxConcurrency: Int { first.maxConcurrency }

    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        try await slot.transcript(of: recording, language: language, isThorough: isThorough)
    }
}
