@testable import Commands
import Foundation
import Testing
import TestSupport

@Suite("sidecar start, stop and status")
struct SidecarCommandTests {
    private func withProfile(fault: String = "", _ body: (URL) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try FaultySidecar.writeProfile(in: folder, environment: ["FAULT": fault])
            try await body(folder)
        }
    }

    private func status(_ folder: URL) async throws -> [String: Any] {
        let test = TestContext(folder)
        #expect(await test.run("sidecar", "status", "--home", "home", "--format", "json") == 0)
        return try #require(try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any])
    }

    @Test func previewsUseTheOneThatIsKept() async throws {
        try await withProfile { folder in
            let before = try await status(folder)
            #expect(before["status"] as? String == "offline")
            let start = TestContext(folder)
            #expect(await start.run("sidecar", "start", "--home", "home") == 0)
            #expect(start.output.contains("online: faulty tones"))
            let kept = try await status(folder)
            #expect(kept["status"] as? String == "online")

            let preview = TestContext(folder)
            #expect(await preview.run("say", "Some words.", "--home", "home") == 0)
            #expect(await preview.run("voices", "--home", "home") == 0)
            #expect(!preview.errors.contains("starting the sidecar"))
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "preview.wav").path))
            let after = try await status(folder)
            #expect(after["pid"] as? Int == kept["pid"] as? Int)

            let stop = TestContext(folder)
            #expect(await stop.run("sidecar", "stop", "--home", "home") == 0)
            #expect(stop.output.contains("has ended"))
            #expect(await stop.run("sidecar", "stop", "--home", "home") == 0)
            #expect(stop.output.contains("No sidecar is kept."))
        }
    }

    @Test func anotherHomeHasItsOwn() async throws {
        try await withProfile { folder in
            #expect(await TestContext(folder).run("sidecar", "start", "--home", "home") == 0)
            #expect(await TestContext(folder).run("sidecar", "stop", "--home", "other") == 0)
            let left = try await status(folder)
            #expect(left["status"] as? String == "online")
            #expect(await TestContext(folder).run("sidecar", "stop", "--home", "home") == 0)
        }
    }

    @Test func aStartThatFailsSaysWhy() async throws {
        try await withProfile(fault: "dies") { folder in
            let test = TestContext(folder)
            #expect(await test.run("sidecar", "start", "--home", "home") == 69)
            #expect(test.errors.contains("sidecar.diedAtStart"))
            #expect(test.errors.contains("| the model file is broken"))
        }
    }
}
