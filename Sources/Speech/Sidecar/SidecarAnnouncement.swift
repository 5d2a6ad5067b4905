internal import Core
internal import Foundation
internal import NIOConcurrencyHelpers

/// One JSON line that a sidecar prints on its standard output.
enum SidecarAnnouncement: Sendable, Hashable {
    case loading(message: String)
    case ready(Ready)
    case error(code: String, message: String)

    /// The contract version that this program speaks.
    static let contract = 1

    /// What the `ready` line says.
    struct Ready: Sendable, Hashable {
        var contract: Int
        var port: Int
        var instance: String
        var capabilities: SpeechCapabilities
        /// Nil where it does not transcribe.
        var transcription: SidecarTranscriber.Offer?
        /// Why it does not, where it was meant to.
        var transcriptionTrouble: String?
    }

    /// Reads a line; nil for anything that is no announcement.
    init?(line: String) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(line.utf8)) else { return nil }
        switch wire.event {
        case "loading":
            self = .loading(message: wire.message ?? "loading")
        case "error":
            self = .error(code: wire.code ?? "unknown", message: wire.message ?? "no message")
        case "ready":
            guard let ready = wire.ready else { return nil }
            self = .ready(ready)
        default:
            return nil
        }
    }
}

extension SidecarAnnouncement {
    /// The JSON as it is sent; keys as in the contract.
    private struct Wire: Decodable {
        struct Voice: Decodable {
            var id: String
            var name: String?
            var languages: [String]?
            var fingerprint: String?
        }

        var event: String
        var code: String?
        var message: String?
        var contract: Int?
        var port: Int?
        var instance: String?
        var engine: String?
        var model: String?
        var sample_rate: Int?
        var max_concurrency: Int?
        var max_input_characters: Int?
        var recommended_characters: [Int]?
        var voices: [Voice]?
        var speed_range: [Double]?
        var supports_instructions: Bool?
        var requires_instructions: Bool?
        var transcription: SidecarTranscriber.Offer?
        var transcription_error: String?

        var ready: Ready? {
            guard let contract, let port, let instance, let engine, let sample_rate, let max_concurrency else {
                return nil
            }
            let capabilities = SpeechCapabilities(
                engine: engine,
                model: model ?? engine,
                sampleRate: sample_rate,
                maxConcurrency: max(1, max_concurrency),
                maxInputCharacters: max_input_characters ?? 4096,
                recommendedCharacters: ClosedRange(bounds: recommended_characters),
                voices: (voices ?? []).map { voice in
                    SpeechCapabilities.Voice(
                        id: voice.id,
                        name: voice.name ?? voice.id,
                        languages: voice.languages ?? [],
                        fingerprint: voice.fingerprint
                    )
                },
                speedRange: ClosedRange(bounds: speed_range),
                supportsInstructions: supports_instructions ?? false,
                requiresInstructions: requires_instructions ?? false
            )
            return Ready(
                contract: contract,
                port: port,
                instance: instance,
                capabilities: capabilities,
                transcription: transcription,
                transcriptionTrouble: transcription_error
            )
        }
    }
}

/// Reads what a sidecar prints on its standard output: announcements, and noise that belongs into the log.
struct AnnouncementReader: Sendable {
    /// How the start ended.
    enum Start: Sendable {
        case ready(SidecarAnnouncement.Ready)
        case refused(code: String, message: String)
        case timedOut
        /// The output ended: the process is gone.
        case ended
        case cancelled
    }

    let lines: AsyncStream<String>
    let log: LogTail

    /// Reads until the sidecar is ready or says why not.
    ///
    /// Announced progress restarts the timeout, so that a slow model load is waited for as long as it moves.
    func start(timeout: Duration, observe: @escaping @Sendable (SidecarEvent) async -> Void) async -> Start {
        let signs = SignOfLife()
        return await withTaskGroup(of: Start.self) { group in
            group.addTask {
                for await line in lines {
                    switch SidecarAnnouncement(line: line) {
                    case .ready(let ready): return .ready(ready)
                    case .error(let code, let message): return .refused(code: code, message: message)
                    case .loading(let message):
                        signs.note()
                        await observe(.loading(message: message))
                    case nil: log.append(line)
                    }
                }
                return Task.isCancelled ? .cancelled : .ended
            }
            group.addTask {
                while !Task.isCancelled {
                    let deadline = signs.latest + timeout
                    if ContinuousClock.now >= deadline { return .timedOut }
                    try? await Task.sleep(until: deadline, clock: .continuous)
                }
                return .cancelled
            }
            let first = await group.next() ?? .ended
            group.cancelAll()
            return first
        }
    }

    /// Reads on until the output ends, but not longer than that.
    func waitForEnd(atMost limit: Duration) async {
        await withTaskGroup { group in
            group.addTask { await drain() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Reads on until the output ends.
    func drain() async {
        for await line in lines {
            log.append(line)
        }
    }
}

/// When something was last heard of a process.
private final class SignOfLife: Sendable {
    private let instant = NIOLockedValueBox(ContinuousClock.now)

    var latest: ContinuousClock.Instant { instant.withLockedValue { $0 } }

    func note() {
        instant.withLockedValue { $0 = .now }
    }
}
