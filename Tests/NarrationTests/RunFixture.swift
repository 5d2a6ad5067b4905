import Core
import Foundation
import LocalSystem
import Logging
import Narration
import QueueStore
import TestSupport

/// A queue, a takes folder and an output folder for one test.
struct RunFixture: Sendable {
    let folder: URL
    let store: JobStore

    init(_ folder: URL) throws {
        self.folder = folder
        store = try JobStore(at: folder.appending(path: "queue.sqlite"))
    }

    var takes: URL { folder.appending(path: "takes") }

    func output(_ name: String, _ format: AudioFormat = .wav) -> URL {
        folder.appending(path: "out/\(name).\(format.rawValue)")
    }

    /// Enqueues a job of one chapter with a segment per text.
    @discardableResult
    func enqueue(
        _ name: String,
        _ texts: [String],
        options: JobOptions = JobOptions(),
        priority: Int = 0
    ) async throws -> Job.ID {
        var position = 0
        let segments = texts.enumerated().map { index, text in
            defer { position += text.utf8.count + 1 }
            return NewSegment(
                text: text,
                range: SourceRange(position, position + text.utf8.count),
                boundary: index == texts.count - 1 ? .chapter : .paragraph
            )
        }
        let job = NewJob(
            source: folder.appending(path: "\(name).txt").path,
            fingerprint: name,
            title: name,
            options: options,
            outputBase: output(name).deletingPathExtension().path,
            priority: priority,
            chapters: [NewChapter(title: "One", segments: segments)]
        )
        guard case .added(let added) = try await store.enqueue([job], allowingDuplicates: false)[0] else {
            preconditionFailure("a fixture enqueues every name once")
        }
        return added.id
    }

    func runner(
        _ host: any SpeechHost,
        format: AudioFormat = .wav,
        speed: Double = 1,
        deadline: Date? = nil,
        attempts: Int = 2,
        checks: TakeChecks = TakeChecks(verification: .off),
        gaps: GapPolicy = .refuse,
        restarts: Int = 2,
        responseTimeout: Duration = .seconds(60),
        heartbeat: Duration = .seconds(15),
        exitsWhenIdle: Bool = true,
        clock: RunClock = .system
    ) -> RunService {
        RunService(
            store: store,
            host: host,
            configuration: RunConfiguration(
                profile: "test",
                speed: speed,
                format: format,
                takesFolder: takes,
                attempts: attempts,
                checks: checks,
                gaps: gaps,
                restarts: restarts,
                responseTimeout: responseTimeout,
                heartbeat: heartbeat,
                deadline: deadline,
                exitsWhenIdle: exitsWhenIdle
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock
        )
    }

    /// Runs to the end, with nobody asking to stop.
    func run(_ host: any SpeechHost, format: AudioFormat = .wav) async throws -> RunSummary {
        try await runner(host, format: format).run(process: .current(), stopRequests: .never)
    }
}

extension RunFixture {
    /// What happened so far.
    func events() async throws -> [Event.Kind] { try await store.events(after: 0, limit: 100_000).map(\.kind) }

    /// Waits for something that another task brings about.
    func wait(until condition: @Sendable () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Enqueues a text and waits until its take has a row, by which time a task that was one step away has taken it.
    func speakOneMore(_ text: String, priority: Int) async throws {
        let id = try await enqueue("one-more", [text], priority: priority)
        try await wait { try await store.takes(of: id).count == 1 }
    }
}

extension RunSummary {
    var exitCode: Int32 { exitStatus.rawValue }
}

extension AsyncStream where Element == Void {
    /// Yields nothing and does not end before it is cancelled.
    static var never: AsyncStream<Void> {
        AsyncStream { continuation in continuation.onTermination = { _ in } }
    }
}

extension ScriptedSynthesizer {
    var texts: [String] { requests.map(\.text) }
}
