internal import Core
internal import Foundation

/// The transcriber of a sidecar that may be started again: who asks meanwhile waits for the next one.
actor Ears {
    /// Whether there is a transcriber at all.
    enum Hearing: Sendable {
        case good(any SpeechTranscriber)
        /// None, for this reason.
        case none(String)
    }

    private struct Waiter {
        var number: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    private var current: (any SpeechTranscriber)?
    /// How many there have been.
    private var count = 0
    /// Recordings that were written down, by whichever.
    private(set) var heard = 0
    private var trouble: String?
    private var waiters: [Waiter] = []
    private var nextWaiter = 0

    /// Takes the transcriber that all wait for.
    func open(_ transcriber: any SpeechTranscriber) {
        current = transcriber
        count += 1
        resume()
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
    func hearing() async throws -> Hearing {
        while true {
            if let current { return .good(current) }
            if let trouble { return .none(trouble) }
            try await change()
        }
    }

    /// Has a recording written down by whichever transcriber is there, or comes.
    ///
    /// - Throws: What a transcriber throws.
    func transcript(of recording: URL, language: String?, isThorough: Bool) async throws -> String {
        for attempt in 1... {
            let transcriber: any SpeechTranscriber
            switch try await hearing() {
            case .good(let current): transcriber = current
            case .none(let reason): throw Self.gone(reason)
            }
            let number = count
            do {
                let text = try await transcriber.transcript(of: recording, language: language, isThorough: isThorough)
                heard += 1
                return text
            } catch let error as BatchError where [.transcriptFailed, .sidecarUnresponsive].contains(error.code) {
                // While it is still there the take is to blame, and one that several died of is, too.
                if current != nil && number == count || attempt == Self.deathsOfOne { throw error }
            }
        }
        preconditionFailure("a transcriber is asked at least once")
    }

    /// Transcribers that may die while they listen to the same take.
    private static let deathsOfOne = 2

    private static func gone(_ reason: String) -> BatchError {
        BatchError(
            .transcriptFailed,
            "Nothing listens any more: \(reason)",
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
