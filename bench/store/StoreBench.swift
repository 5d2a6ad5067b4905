internal import ArgumentParser
internal import Core
internal import Foundation
internal import LocalSystem
internal import QueueStore

/// Fills a queue and measures claims on it, for `make bench`.
@main
struct StoreBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-bench",
        abstract: "Enqueue jobs of one segment, claim some, and print what it took as JSON."
    )

    @Option(help: "The folder for the queue; there must be none in it yet.")
    var folder: String

    @Option(help: "How many jobs are enqueued.")
    var jobs = 100_000

    @Option(help: "How many of them are claimed, with their segments.")
    var claims = 300

    private static let batch = 200

    func run() async throws {
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        let store = try JobStore(at: root.appending(path: "queue.sqlite"))
        let clock = ContinuousClock()
        let filling = try await clock.measure {
            for start in stride(from: 0, to: jobs, by: Self.batch) {
                let batch = (start..<min(start + Self.batch, jobs)).map { job($0, root) }
                _ = try await store.enqueue(batch, allowingDuplicates: false)
            }
        }
        let run = try await store.beginRun(profile: "bench", process: .current())
        var durations: [Duration] = []
        for _ in 0..<claims {
            durations.append(
                try await clock.measure {
                    guard let claim = try await store.claimJob(for: run)?.claim,
                        try await store.claimSegments(claim, limit: 8).count == 1
                    else {
                        throw ExitCode(1)
                    }
                }
            )
        }
        let median = durations.sorted()[durations.count / 2] / .milliseconds(1)
        print("{\"jobs\": \(jobs), \"enqueue_seconds\": \(filling / .seconds(1)), \"claim_milliseconds\": \(median)}")
    }

    private func job(_ number: Int, _ root: URL) -> NewJob {
        let text = "Line number \(number) of the game."
        let segment = NewSegment(text: text, range: SourceRange(0, text.utf8.count), boundary: .chapter)
        return NewJob(
            source: root.appending(path: "line-\(number).txt").path,
            fingerprint: "\(number)",
            title: "line-\(number)",
            outputBase: root.appending(path: "out/line-\(number)").path,
            chapters: [NewChapter(title: nil, segments: [segment])]
        )
    }
}
