import Audio
import Core
import Foundation
import Testing
import TestSupport

/// From a text to its audio with the real sidecar.
@Suite("A narration with the embedded voice")
struct NarrationTests {
    private func context(_ folder: URL, standardInput: String = "") -> TestContext {
        TestContext(
            folder,
            environment: TestContext.frozenSidecar,
            standardInput: Data(standardInput.utf8)
        )
    }

    private func seconds(_ file: URL) throws -> Double {
        let info = try SoundFileReader(file).info
        return Double(info.frames) / Double(info.sampleRate)
    }

    @Test func aBookIsQueuedNarratedAndReported() async throws {
        try await withScratchFolder { folder in
            let test = context(folder)
            let book = Repository.fixture("field-notes.md").path
            #expect(await test.run("enqueue", "--home", "home", book, "--output", "out/", "--format", "flac") == 0)
            #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
            let report = context(folder)
            #expect(await report.run("report", "--home", "home", "--format", "json") == 0)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
            #expect(json["schema"] as? Int == 1)
            let job = try #require((json["jobs"] as? [[String: Any]])?.first)
            #expect(job["state"] as? String == "completed")
            let output = folder.appending(path: "out/field-notes.flac")
            #expect(job["output"] as? String == output.path)
            let reported = try #require(job["audioSeconds"] as? Double)
            let written = try seconds(output)
            #expect(abs(written - reported) < 0.01)
            let verification = context(folder)
            let books = [output.path, "out/field-notes.manifest.json", "1"]
            #expect(await verification.run(["verify", "--home", "home"] + books) == 0, "\(verification.output)")
            #expect(verification.output.components(separatedBy: "Every word of the source").count == 4)
            #expect(!verification.output.contains("no digest"))
            // About 15 characters are read a second; the fixture has about 1,500.
            #expect((60...200).contains(reported))
            let session = try #require((json["sidecarSessions"] as? [[String: Any]])?.first)
            #expect(session["engine"] as? String == "embedded")
        }
    }

    @Test func aPreviewIsSpokenIntoAFile() async throws {
        try await withScratchFolder { folder in
            let test = context(folder, standardInput: "Good evening. This is a test.")
            #expect(await test.run("say", "--home", "home", "-", "--output", "hello.wav") == 0, "\(test.errors)")
            let length = try seconds(folder.appending(path: "hello.wav"))
            #expect((2...8).contains(length))
            #expect(await test.run("say", "--home", "home", "Again.", "--output", "hello.wav") == 1)
            #expect(test.errors.contains("output.exists"))
        }
    }

    @Test func theVoicesOfTheEngineAreListed() async throws {
        try await withScratchFolder { folder in
            let test = context(folder)
            #expect(await test.run("voices", "--home", "home", "--format", "json") == 0)
            let voices = try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [[String: Any]]
            #expect(voices?.contains { $0["id"] as? String == "heart" } == true)
        }
    }
}
