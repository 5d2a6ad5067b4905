import Core
import Foundation
import LocalSystem
import Logging
import Narration
import Reporting
import Testing
import TestSupport

/// What the commands do, and a page would do, without either.
@Suite("The library")
struct LibraryTests {
    private static let text = """
        # The Lamp

        The lamp was lit. Nobody had asked for it.

        # The Oil

        There was no oil. That was all.
        """

    /// A workspace in a folder with a book, and a profile under which scripted tones pass for speech.
    private func withWorkspace(_ body: (Workspace) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let jobs = folder.appending(path: "jobs")
            try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
            try Data("[run]\ngaps = \"allow\"\n[check]\nverify = \"off\"\n".utf8)
                .write(to: jobs.appending(path: "night.toml"))
            try Data(Self.text.utf8).write(to: folder.appending(path: "lamp.md"))
            try await body(
                Workspace(
                    home: "home",
                    environment: ["HOME": folder.path],
                    workingDirectory: folder,
                    executable: folder.appending(path: "bin/qwen-batch"),
                    standardInput: { Data("From somewhere else.".utf8) },
                    timeZone: .gmt
                )
            )
        }
    }

    private func enqueue(_ paths: String..., in workspace: Workspace) async throws -> EnqueueResult {
        var options = EnqueueOptions()
        options.output = "out/"
        options.format = .flac
        options.chapterFiles = true
        return try await EnqueueService(workspace)
            .enqueue(EnqueueRequest(paths: paths, options: options, profile: "night"))
    }

    private func run(_ synthesizer: ScriptedSynthesizer, in workspace: Workspace) async throws -> RunSummary {
        let profile = try ProfileFinder(workspace).profile(named: "night")
        let service = RunService(
            store: try await workspace.openQueue(isForChanges: true),
            host: ScriptedHost(synthesizer),
            configuration: profile.runConfiguration(workspace),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await service.run(process: .current(), stopRequests: .never)
    }

    @Test func aBookIsEnqueuedNarratedReportedAndVerified() async throws {
        try await withWorkspace { workspace in
            let enqueued = try await enqueue("lamp.md", "-", in: workspace)
            #expect(enqueued.exitStatus == .success)
            #expect(enqueued.added.map(\.title) == ["Narration", "lamp"])
            let lamp = try #require(enqueued.added.last)
            #expect(lamp.chapters == 2)
            #expect(try await enqueue("lamp.md", in: workspace).duplicates.map(\.id) == [lamp.id])

            let synthesizer = ScriptedSynthesizer()
            let summary = try await run(synthesizer, in: workspace)
            #expect(summary.exitStatus == .success)
            #expect(summary.totals.jobsCompleted == 2)

            let reports = try await ReportService(workspace)
            let overview = try await reports.overview()
            #expect(overview.summary.counts == [.completed: 2])
            #expect(overview.runs.map(\.run.state) == [.drained])
            #expect(try await reports.list([.queued, .failed]).jobs.isEmpty)
            let detail = try await reports.detail(of: lamp.id)
            #expect(detail.segments.count == synthesizer.requests.count - 1)
            #expect(detail.places.isEmpty && !detail.isEstimate)
            let page = try await reports.evidence(of: [lamp.id])
            #expect(page.jobs.map(\.detail.job.job.id) == [lamp.id])

            let books = enqueued.added.map { "\($0.id)" } + ["out/lamp.flac"]
            let verification = try await VerificationService(workspace).verify(books)
            #expect(verification.exitStatus == .success, "\(verification.books)")
            let words = "Every word of the source is in its segments, in order and once."
            #expect(verification.books.last?.findings.contains { $0.message == words } == true)

            try Data("Another text.".utf8).write(to: workspace.url("lamp.md"))
            let changed = try await VerificationService(workspace).verify(["\(lamp.id)"])
            #expect(changed.exitStatus == .jobFailed)
            #expect(changed.books.first?.findings.contains { $0.code == .verifySourceDiffers } == true)
        }
    }

    @Test func jobsAreCancelledRetriedAndRemovedWithTheirTakes() async throws {
        try await withWorkspace { workspace in
            let job = try #require(try await enqueue("lamp.md", in: workspace).added.first).id
            let queue = try await QueueEditor(workspace)
            #expect(try await queue.cancel(job).state == .cancelled)
            #expect(try await queue.retry(job).state == .queued)
            _ = try await run(ScriptedSynthesizer(), in: workspace)
            let takes = try await ReportService(workspace).detail(of: job).takes.count
            #expect(try await queue.remove(job) == takes)
            #expect(try await UpkeepService(workspace).removeUnusedTakes().takes == 0)
            await #expect(throws: BatchError.self) { try await queue.remove(job) }
        }
    }

    @Test func whatIsWrongIsAValueAndNoText() async throws {
        try await withWorkspace { workspace in
            let result = try await enqueue("lamp.md", "missing.txt", in: workspace)
            #expect(result.exitStatus == .jobFailed)
            #expect(result.problems.map(\.error.code) == [.inputNotFound])
            let doctor = DoctorService(workspace, profile: "night", startsSpeech: false)
            let report = await doctor.report()
            #expect(report.exitStatus == .blocked)
            #expect(report.findings.contains { $0.code == .sidecarBinaryMissing })
            #expect(await DoctorService(workspace, profile: "day").report().exitStatus == .usage)
            var options = EnqueueOptions()
            options.speed = 9
            #expect(options.fault?.option == "speed")
        }
    }

    @Test func aHomeIsTheOneThatWasAskedForElseTheEnvironmentsElseThePlatforms() {
        func home(_ asked: String?, _ environment: [String: String]) -> String {
            let folder = URL(filePath: "/desk", directoryHint: .isDirectory)
            return Workspace(home: asked, environment: environment, workingDirectory: folder, executable: folder).home
                .url.path
        }
        let named = ["HOME": "/people/me", "QWEN_BATCH_HOME": "~/queue"]
        #expect(home("here", named) == "/desk/here")
        #expect(home(nil, named) == "/people/me/queue")
        #expect(home(nil, ["HOME": "/people/me"]).hasPrefix("/people/me/"))
        #expect(home(nil, ["HOME": "/people/me", "QWEN_BATCH_HOME": ""]).hasPrefix("/people/me/"))
    }
}
