internal import Core
internal import Foundation
internal import NIOConcurrencyHelpers

/// One JSON line that a sidecar prints on its standard output; the keys are those of the contract.
enum SidecarAnnouncement: Sendable, Hashable {
    case loading(message: String)
    case ready(Ready)
    case error(code: String, message: String)

    /// The contract version that this program speaks.
    static let contract = 1

    /// Reads a line; nil for anything that is no announcement.
    init?(line: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let event = object["event"] as? String
        else { return nil }
        let message = object["message"] as? String
        switch event {
        case "loading": self = .loading(message: message ?? "loading")
        case "error": self = .error(code: object["code"] as? String ?? "unknown", message: message ?? "no message")
        case "ready":
            guard let ready = Ready(object) else { return nil }
            self = .ready(ready)
        default: return nil
        }
    }

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

        /// Nil where something is missing that the contract demands.
        init?(_ object: [String: Any]) {
            guard let contract = object["contract"] as? Int, let port = object["port"] as? Int,
                let instance = object["instance"] as? String, let engine = object["engine"] as? String,
                let sampleRate = object["sample_rate"] as? Int, let maxConcurrency = object["max_concurrency"] as? Int
            else { return nil }
            self.contract = contract
            self.port = port
            self.instance = instance
            capabilities = ModelFacts(object).capabilities(
                engine: engine,
                model: object["model"] as? String ?? engine,
                sampleRate: sampleRate,
                maxConcurrency: max(1, maxConcurrency),
                voices: VoiceList.voices(in: object),
                defaults: .contract
            )
            transcription = (object["transcription"] as? [String: Any]).flatMap(SidecarTranscriber.Offer.init)
            transcriptionTrouble = object["transcription_error"] as? String
        }
    }
}

/// Why a sidecar did not become ready.
enum StartFailure: Sendable {
    /// It said so itself.
    case refused(code: String, message: String)
    case timedOut
    /// Its output ended: the process is gone.
    case ended
}

/// Reads what a sidecar prints on its standard output: announcements, and other lines, which belong into the log.
struct AnnouncementReader: Sendable {
    /// How the start ended.
    enum Start: Sendable {
        case ready(SidecarAnnouncement.Ready)
        case failed(StartFailure)
        case cancelled
    }

    let lines: AsyncStream<String>
    let log: LogTail

    /// Reads until the sidecar is ready or says why not.
    ///
    /// Announced progress restarts the timeout, so that a slow model load is waited for as long as it moves.
    func start(timeout: Duration, observe: @escaping @Sendable (SidecarEvent) async -> Void) async -> Start {
        let progress = LastProgress()
        return await withTaskGroup(of: Start.self) { group in
            group.addTask {
                for await line in lines {
                    switch SidecarAnnouncement(line: line) {
                    case .ready(let ready): return .ready(ready)
                    case .error(let code, let message): return .failed(.refused(code: code, message: message))
                    case .loading(let message):
                        progress.note()
                        await observe(.loading(message: message))
                    case nil: log.append(line)
                    }
                }
                return Task.isCancelled ? .cancelled : .failed(.ended)
            }
            group.addTask {
                while !Task.isCancelled {
                    let deadline = progress.latest + timeout
                    if ContinuousClock.now >= deadline { return .failed(.timedOut) }
                    try? await Task.sleep(until: deadline, clock: .continuous)
                }
                return .cancelled
            }
            let first = await group.next() ?? .cancelled
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

/// When a process last announced progress.
private final class LastProgress: Sendable {
    private let instant = NIOLockedValueBox(ContinuousClock.now)

    var latest: ContinuousClock.Instant { instant.withLockedValue { $0 } }

    func note() {
        instant.withLockedValue { $0 = .now }
    }
}
