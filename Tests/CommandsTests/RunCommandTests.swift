@testable import Commands
import Core
import Foundation
import Speech
import Testing
import TestSupport

@Suite("run")
struct RunCommandTests {
    /// A queue with the game lines of the fixtures, and a profile that uses the test sidecar.
    private func withQueue(
        fault: String = "",
        sidecar: String = "",
        _ body: (URL, TestContext) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let settings = "start_timeout = \(fault == "silent" ? 1 : 60)\n\(sidecar)"
            try FaultySidecar.writeProfile(in: folder, environment: ["FAULT": fault], settings: settings)
            let test = TestContext(folder)
            let lines = Repository.fixture("lines").path
            #expect(await test.run("enqueue", "--home", "home", lines, "--output", "out/") == 0)
            try await body(folder, test)
        }
    }

    @Test func narratesAndEndsWithZero() async throws {
        try await withQueue { folder, test in
            #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
            #expect(files.filter { $0.hasSuffix(".wav") }.count == 3)
            #expect(test.errors.contains("Sidecar online"))
        }
    }

    @Test func logLinesAsJSONAreJSON() async throws {
        try await withQueue { _, test in
            let fresh = TestContext(test.context.workingDirectory)
            #expect(await fresh.run("run", "--home", "home", "--log-format", "json") == 0)
            let lines = fresh.errors.split(separator: "\n")
            #expect(lines.count > 5)
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
                #expect(object?["message"]?.isEmpty == false)
                #expect(object?["time"]?.hasSuffix("Z") == true)
            }
        }
    }

    @Test func anEmptyQueueIsDrainedWithoutASidecar() async throws {
        try await withScratchFolder { folder in
            // There is no sidecar to be found: looking for one would be an error.
            let test = TestContext(folder)
            #expect(await test.run("run", "--home", "home") == 0)
            #expect(!test.errors.contains("Sidecar"))
        }
    }

    @Test(arguments: [
        ("dies", "sidecar.diedAtStart"), ("silent", "sidecar.startTimeout"), ("impostor", "sidecar.impostor"),
    ])
    func aSidecarThatDoesNotStartBlocksTheJobs(fault: String, code: String) async throws {
        try await withQueue(fault: fault) { _, test in
            #expect(await test.run("run", "--home", "home") == 69)
            #expect(test.errors.contains("[\(code)]"))
            #expect(await test.run("report", "--home", "home") == 0)
            #expect(test.output.contains("3 blocked"))
            #expect(test.output.contains(code))
        }
    }

    @Test func aMissingSidecarSaysWhereItWasLookedFor() async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            #expect(await test.run("enqueue", "--home", "home", Repository.fixture("lines").path) == 0)
            #expect(await test.run("run", "--home", "home") == 69)
            #expect(test.errors.contains("[sidecar.binaryMissing]"))
            #expect(test.errors.contains(folder.appending(path: "bin").path))
            #expect(test.errors.contains("make sidecar"))
        }
    }

    @Test func anInvalidProfileIsAUsageError() async throws {
        try await withQueue(sidecar: "prot = 1") { _, test in
            #expect(await test.run("run", "--home", "home") == 64)
            #expect(test.errors.contains("Did you mean sidecar.port?"))
        }
    }

    @Test(arguments: [["--until", "25:00"], ["--workers", "0"], ["nowhere"]])
    func impossibleOptionsAreRefused(options: [String]) async throws {
        try await withQueue { _, test in
            #expect(await test.run(["run", "--home", "home"] + options) == 64)
        }
    }

    @Test func stopsAtARequestWithWorkLeft() async throws {
        try await withQueue(fault: "stall") { folder, _ in
            let test = TestContext(
                folder,
                stopRequests: {
                    let (requests, continuation) = AsyncStream.makeStream(of: Void.self)
                    continuation.yield()
                    return requests
                }
            )
            #expect(await test.run("run", "--home", "home") == 75)
            #expect(await test.run("report", "--home", "home") == 0)
            #expect(test.output.contains("3 queued"))
        }
    }
}
