internal import Core
internal import NIOConcurrencyHelpers

/// Remembers what was being spoken when the sidecar died, so that a text that kills it can be told from bad luck.
final class CrashTriage: Sendable {
    /// A segment, and what was asked for.
    struct Suspect: Sendable {
        var segment: Segment
        var request: SpeechRequest
    }

    private struct State {
        var speaking: [Place: Suspect] = [:]
        var suspects: [Suspect] = []
        var underTest: Suspect?
        /// Segments that the sidecar died of when it spoke nothing else, with the error that they get.
        var fatal: [Place: BatchError] = [:]
    }

    /// A segment for good: the queue gives the number of a removed segment to another, but no job's.
    private struct Place: Hashable {
        let job: Job.ID
        let segment: Segment.ID

        init(_ segment: Segment) {
            job = segment.jobID
            self.segment = segment.id
        }
    }

    private let state = NIOLockedValueBox(State())

    /// Takes note of a request on its way.
    func begin(_ segment: Segment, _ request: SpeechRequest) {
        state.withLockedValue { $0.speaking[Place(segment)] = Suspect(segment: segment, request: request) }
    }

    /// Takes note of an answer, good or bad.
    func end(_ segment: Segment) {
        state.withLockedValue { $0.speaking[Place(segment)] = nil }
    }

    /// Takes note of the sidecar's death.
    ///
    /// - Returns: The segment that it spoke alone, after it had shown that it can speak.
    func noteCrash() -> Segment? {
        state.withLockedValue { state in
            let cause = state.underTest?.segment
            state.underTest = nil
            let known = Set((state.suspects.map(\.segment) + [cause].compactMap(\.self)).map(Place.init))
            let further = state.speaking.values.filter { !known.contains(Place($0.segment)) }
            state.suspects += further.sorted { $0.segment.id < $1.segment.id }
            state.speaking = [:]
            return cause
        }
    }

    /// Tries every suspect alone; what kills the sidecar ends this with the sidecar.
    ///
    /// - Throws: What `speak` throws.
    func tryAlone(_ speak: (SpeechRequest) async throws -> Void) async throws {
        while let suspect = next() {
            do {
                try await speak(suspect.request)
            } catch let error as BatchError where error.code.isOutputTrouble {
                state.withLockedValue { $0.underTest = nil }
                throw error
            }
            state.withLockedValue { $0.underTest = nil }
        }
    }

    /// Notes that a segment is not to be asked for again.
    func exclude(_ segment: Segment, _ error: BatchError) {
        state.withLockedValue { $0.fatal[Place(segment)] = error }
    }

    /// Why a segment is not asked for again; nil for all others.
    func error(of segment: Segment) -> BatchError? {
        state.withLockedValue { $0.fatal[Place(segment)] }
    }

    var isEmpty: Bool { state.withLockedValue { $0.suspects.isEmpty } }

    private func next() -> Suspect? {
        state.withLockedValue { state in
            guard !state.suspects.isEmpty else { return nil }
            state.underTest = state.suspects.removeFirst()
            return state.underTest
        }
    }
}
