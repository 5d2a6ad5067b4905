@testable import Commands
import Core
import Foundation
import QueueStore
import Testing
import TestSupport

/// Whole runs over HTTP, with a sidecar that goes wrong once or for one text; what comes out has to be what comes out without.
@Suite("Runs with a sidecar that goes wrong")
struct FaultyRunTests {
    private static let text = """
        The lamp went out at nine. Nobody had seen who did it.

        Wren took the stairs two at a time.

        Below, the harbour was as dark as the sea.
        """

    /// Those whose bytes are the same for the same audio.
    private static let formats = ["wav", "flac", "mp3"]

    /// Narrates the text, once into each of the formats, with a profile, a home folder and a book of that name; the sidecar gets `environment`.
    private func narrate(
        _ name: String,
        in folder: URL,
        formats: [String] = ["wav"],
        environment: [String: String] = [:],
        code: Int32 = 0
    ) async throws -> TestContext {
        try FaultySidecar.writeProfile(name, in: folder, environment: environment, settings: "response_timeout = 1")
        try Data(Self.text.utf8).write(to: folder.appending(path: "book.txt"))
        let test = TestContext(folder)
        for format in formats {
            let output = "\(name)-\(format).\(format)"
            #expect(await test.run("enqueue", "--home", name, "book.txt", "--output", output) == 0)
        }
        #expect(await test.run("run", name, "--home", name) == code, "\(test.errors)")
        return test
    }

    @Test(arguments: [
        "crash", "crash-midway", "stop", "drip", "runaway", "cut-off", "empty", "html", "html-untyped", "status-404",
        "status-500",
        "broken-off", "short-length", "half-sample", "sound-file", "wrong-rate", "busy-429", "busy-503-retry-after-0.1",
    ])
    func whatGoesWrongOnceLeavesNoTraceInTheAudio(fault: String) async throws {
        try await withScratchFolder { folder in
            _ = try await narrate("undisturbed", in: folder, formats: Self.formats)
            let once = ["FAULT": fault, "FAULT_ONCE": folder.appending(path: "happened").path]
            _ = try await narrate("disturbed", in: folder, formats: Self.formats, environment: once)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "happened").path))
            for format in Self.formats {
                let audio = try ["undisturbed", "disturbed"].map {
                    try Data(contentsOf: folder.appending(path: "\($0)-\(format).\(format)"))
                }
                #expect(audio[0] == audio[1], "\(format)")
                #expect(audio[0].count > 1000)
            }
            try await expectInGoodOrder("disturbed", in: folder)
        }
    }

    /// After every fault: a sound queue, ended jobs and runs, no file in the making, and no process.
    private func expectInGoodOrder(_ name: String, in folder: URL) async throws {
        let store = try JobStore(at: folder.appending(path: "\(name)/queue.sqlite"))
        #expect(try await store.integrityProblems().isEmpty)
        for job in try await store.jobs(in: Set(JobState.allCases)) {
            #expect(job.state == .completed)
            let segments = try await store.segments(of: job.id)
            #expect(segments.allSatisfy { $0.state == .done && $0.takeID != nil })
        }
        #expect(try await store.runs(limit: 9).map(\.state) == [.drained])
        for session in try await store.sidecarSessions(limit: 9) {
            #expect(session.ending != nil)
            let group = try #require(session.pid)
            #expect(kill(-group, 0) != 0)
        }
        let report = TestContext(folder)
        #expect(await report.run("report", "--home", name) == 0)
        #expect(report.output.contains("3 completed"))
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        #expect(names.filter { $0.hasSuffix(".partial") }.isEmpty)
    }

    @Test func anAnswerWithoutAnEndIsBrokenOff() async throws {
        try await withScratchFolder { folder in
            let once = ["FAULT": "runaway", "FAULT_ONCE": folder.appending(path: "happened").path]
            _ = try await narrate("book", in: folder, environment: once)
            let log = try String(contentsOf: folder.appending(path: "book/logs/sidecar.log"), encoding: .utf8)
            #expect(log.contains("the client has gone away"))
        }
    }

    @Test(arguments: [
        ("crash", "synthesis.failed"), ("status-500", "synthesis.failed"), ("empty", "synthesis.badAudio"),
        ("cut-off", "synthesis.runaway"),
    ])
    func oneTextThatAlwaysGoesWrongCostsOnlyItself(fault: String, code: String) async throws {
        try await withScratchFolder { folder in
            let environment = ["FAULT": fault, "FAULT_TEXT": "Wren"]
            _ = try await narrate("book", in: folder, environment: environment, code: 1)
            let report = TestContext(folder)
            #expect(await report.run("report", "--home", "book") == 0)
            #expect(report.output.contains(code))
            #expect(report.output.contains("(1 failed)"))
        }
    }

    @Test(arguments: [("engine-died", "It died: OutOfPaper."), ("status-500", "engine broke")])
    func theReasonOfAnEnginesDeathStandsInTheReport(fault: String, reason: String) async throws {
        try await withScratchFolder { folder in
            _ = try await narrate("book", in: folder, environment: ["FAULT": fault, "FAULT_TEXT": "Wren"], code: 1)
            let report = TestContext(folder)
            #expect(await report.run("report", "1", "--home", "book") == 0)
            #expect(report.output.contains(reason), "\(report.output)")
        }
    }

    @Test(arguments: ["crash", "status-404", "status-500", "status-400", "empty", "html"])
    func aSidecarThatAlwaysGoesWrongBlocksTheJobsAndBurnsNone(fault: String) async throws {
        try await withScratchFolder { folder in
            _ = try await narrate("book", in: folder, environment: ["FAULT": fault], code: 69)
            let report = TestContext(folder)
            #expect(await report.run("report", "--home", "book") == 0)
            #expect(report.output.contains("1 job: 1 blocked"))
            #expect(!report.output.contains("failed)"))
            // What was wrong is mended, and the next run goes on by itself.
            try FaultySidecar.writeProfile("mended", in: folder)
            #expect(await TestContext(folder).run("run", "mended", "--home", "book") == 0)
        }
    }
}
