@testable import Commands
import Core
import Foundation
import QueueStore
import Testing
import TestSupport

/// What a profile says of engine and voice, from the file to the sidecar's command line and its requests.
@Suite("The engine of a profile")
struct EngineTests {
    /// A folder with a profile for the test sidecar, which writes down what it hears.
    private func withProfile(
        _ before: String = "",
        sidecar: String = "",
        environment: [String: String] = [:],
        _ body: (URL) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            var environment = environment
            environment["RECORD"] = folder.appending(path: "heard").path
            try FaultySidecar.writeProfile(in: folder, environment: environment, settings: sidecar, before: before)
            let text = "The lamp went out. Nobody had seen who did it."
            try Data(text.utf8).write(to: folder.appending(path: "book.txt"))
            try await body(folder)
        }
    }

    private func heard(in folder: URL) throws -> [Any] {
        try String(contentsOf: folder.appending(path: "heard"), encoding: .utf8).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8))
        }
    }

    private func run(_ arguments: String..., in folder: URL, code: Int32 = 0) async -> TestContext {
        let test = TestContext(folder)
        #expect(await test.run(arguments + ["--home", "home"]) == code, "\(test.errors)")
        return test
    }

    @Test func theSidecarGetsWhatTheProfileSays() async throws {
        let voice = "[voice]\nclone = \"narrator.wav\"\nclone_text = \"-- Well.\"\n"
        let sidecar = """
            model = "weights"
            device = "cuda:1"
            dtype = "float32"
            attention = "eager"
            max_concurrency = 3
            """
        try await withProfile(voice, sidecar: sidecar) { folder in
            _ = await run("say", "Some words.", in: folder)
            let words = try #require(try heard(in: folder).first as? [String])
            #expect(words.firstIndex(of: "--engine").map { words[$0 + 1] } == "qwen")
            let model = folder.appending(path: "weights").path
            let expected = [
                "--model=\(model)", "--device=cuda:1", "--dtype=float32", "--attention=eager", "--max-concurrency=3",
                "--reference-audio=\(folder.appending(path: "narrator.wav").path)", "--reference-text=-- Well.",
            ]
            #expect(words.filter { $0.hasPrefix("--") && $0.contains("=") } == expected)
        }
    }

    @Test(arguments: [
        ("", "embedded", true), ("model = \"weights\"", "qwen", false),
        ("engine = \"embedded\"", "embedded", false), ("engine = \"embedded\"\nmodel = \"one\"", "embedded", false),
        ("engine = \"qwen\"\nmodel = \"weights\"", "qwen", false),
    ])
    func autoTakesQwenWhereThereIsAModel(sidecar: String, engine: String, isTold: Bool) async throws {
        try await withProfile(sidecar: sidecar) { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            let test = await run("run", in: folder)
            let words = try #require(try heard(in: folder).first as? [String])
            #expect(words.firstIndex(of: "--engine").map { words[$0 + 1] } == engine)
            #expect(test.errors.contains("The embedded voice narrates") == isTold)
        }
    }

    @Test func instructionsReachAnEngineThatFollowsThem() async throws {
        try await withProfile("[voice]\ninstructions = \"Calmly.\"\n", environment: ["FOLLOWS": "1"]) { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            _ = await run("enqueue", "book.txt", "--instructions", "In haste.", "--output", "other", in: folder)
            _ = await run("run", in: folder)
            let told = try heard(in: folder).compactMap { ($0 as? [String: Any])?["instructions"] as? String }
            #expect(Set(told) == ["Calmly.", "In haste."])
            #expect(!(await run("report", "1", in: folder)).output.contains("instructions"))
        }
    }

    @Test func instructionsThatAreIgnoredAreNoted() async throws {
        try await withProfile("[voice]\ninstructions = \"Calmly.\"\n") { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            #expect((await run("run", in: folder)).errors.contains("does not follow instructions"))
            let bodies = try heard(in: folder).compactMap { $0 as? [String: Any] }
            #expect(bodies.allSatisfy { $0["instructions"] == nil })
            let report = await run("report", "1", in: folder)
            #expect(report.output.contains("The model tones does not follow instructions"))
            #expect((await run("doctor", in: folder)).output.contains("does not follow voice.instructions"))
            #expect((await run("say", "Some words.", in: folder)).errors.contains("does not follow instructions"))
        }
    }

    @Test func aRecogniserThatIsNotThereIsNotedAndTheNightGoesOn() async throws {
        let check = "[check]\nverify = \"transcript\"\nmodel = \"/gone\"\n"
        try await withProfile(check, environment: ["FAULT": "deaf"]) { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            let words = "Its takes are measured, not compared with their text: There is no folder at /gone."
            #expect((await run("run", in: folder)).errors.contains(words))
            let report = await run("report", "1", in: folder)
            #expect(report.output.contains(words))
            #expect(report.output.contains("completed"))
            let doctor = await run("doctor", in: folder)
            #expect(doctor.output.contains("There is no folder at /gone."))
            #expect(doctor.output.contains("check.model"))
        }
    }

    @Test func aPreviewTellsWhoseWishTheEngineCannotFulfil() async throws {
        try await withProfile("[voice]\nlanguage = \"de\"\n") { folder in
            let profiles = TestContext(folder)
            #expect(await profiles.run("say", "Words.", "--home", "home") == 64)
            #expect(profiles.errors.contains("speaks en-US, not \"de\", which the profile names"))
            #expect(profiles.errors.contains("Set voice.language of the profile"))
            let own = TestContext(folder)
            #expect(await own.run("say", "Words.", "--voice", "nobody", "--home", "home") == 1)
            #expect(own.errors.contains("has no voice \"nobody\"."))
            #expect(own.errors.contains("Let --voice name one of these: tone."))
            #expect(!own.errors.contains("nqueue"))
            let doctor = TestContext(folder)
            #expect(await doctor.run("doctor", "--home", "home") == 69)
            #expect(doctor.output.contains("speaks en-US, not \"de\", which the profile names"))
            let asked = try heard(in: folder).compactMap { $0 as? [String: Any] }
            #expect(asked.isEmpty)
        }
    }

    @Test func aVoiceThatOnlyTheProfileNamesBlocksItsJobs() async throws {
        try await withProfile("[voice]\nspeaker = \"nobody\"\n", environment: ["ENGINE": "embedded"]) { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            _ = await run("enqueue", "book.txt", "--voice", "tone", "--output", "other", in: folder)
            _ = await run("run", in: folder, code: 69)
            let report = await run("report", in: folder)
            #expect(report.output.contains("has no voice \"nobody\", which the profile names"))
            #expect(report.output.contains("one of these, then run again: tone"))
            let again = await run("enqueue", "book.txt", "--again", "--output", "again", in: folder)
            #expect(again.errors.contains("had no voice \"nobody\" when it last ran"))
            try FaultySidecar.writeProfile(in: folder)
            _ = await run("run", in: folder)
        }
    }

    @Test func aLanguageThatTheVoiceDoesNotSpeakIsNeverSpoken() async throws {
        try await withProfile("[voice]\nlanguage = \"German\"\n") { folder in
            _ = await run("enqueue", "book.txt", in: folder)
            for command in [["enqueue", "book.txt"], ["say", "Words."]] {
                let test = TestContext(folder)
                #expect(await test.run(command + ["--language", "klingon", "--home", "home"]) == 64)
                #expect(test.errors.contains("must be a tag such as en-US"))
            }
            _ = await run("enqueue", "book.txt", "--language", "fr", "--output", "french", in: folder)
            _ = await run("enqueue", "book.txt", "--language", "en-GB", "--output", "english", in: folder)
            _ = await run("run", in: folder, code: 69)
            let report = await run("report", in: folder)
            #expect(report.output.contains("speaks en-US, not \"German\", which the profile names"))
            #expect(report.output.contains("speaks en-US, not \"fr\"."))
            let store = try JobStore(at: folder.appending(path: "home/queue.sqlite"))
            let states = try await store.jobs(in: Set(JobState.allCases)).map(\.state)
            #expect(states == [.blocked, .failed, .completed])
            let told = try heard(in: folder).compactMap { ($0 as? [String: Any])?["language"] as? String }
            #expect(Set(told) == ["en-GB"])
        }
    }

    @Test func enqueueKnowsWhatTheEngineOfferedLast() async throws {
        let environment = ["ENGINE": "qwen", "MODEL": "weights", "RECOMMENDED": "40-60"]
        try await withProfile(sidecar: "model = \"models/weights\"", environment: environment) { folder in
            let before = await run("enqueue", "book.txt", "--voice", "nobody", in: folder)
            #expect(!before.errors.contains("nobody"))
            _ = await run("run", in: folder, code: 1)
            let after = await run("enqueue", "book.txt", "--voice", "nobody", "--again", in: folder)
            #expect(after.errors.contains("had no voice \"nobody\" when it last ran"))
            #expect(after.errors.contains("it had: tone"))

            let foreign = await run("enqueue", "book.txt", "--language", "de", "--again", in: folder)
            #expect(foreign.errors.contains("did not speak \"de\" when it last ran"))

            let sentences = (1...12).map { "Sentence number \($0) is here." }.joined(separator: " ")
            try Data(sentences.utf8).write(to: folder.appending(path: "long.txt"))
            let store = try JobStore(at: folder.appending(path: "home/queue.sqlite"))
            for (profile, longest) in [("overnight", 40...60), ("plain", 100...320)] {
                if profile == "plain" { try FaultySidecar.writeProfile(profile, in: folder) }
                let options = ["--profile", profile, "--output", profile]
                #expect(await TestContext(folder).run(["enqueue", "long.txt", "--home", "home"] + options) == 0)
                let job = try #require(try await store.jobs(in: [.queued]).last)
                let lengths = try await store.segments(of: job.id).map(\.text.count)
                #expect(longest.contains(lengths.max() ?? 0))
            }
        }
    }
}
