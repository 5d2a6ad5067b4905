internal import Core
internal import Foundation
internal import NIOConcurrencyHelpers

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
