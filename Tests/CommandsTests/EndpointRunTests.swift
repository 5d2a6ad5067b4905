@testable import Commands
import Foundation
import Testing
import TestSupport

/// Whole runs with speech endpoints that someone else runs.
@Suite("Runs with speech endpoints")
struct EndpointRunTests {
    private static let text = """
        The lamp went out at nine. Nobody had seen who did it.

        Wren took the stairs two at a time.

        Below, the harbour was as dark as the sea.
        """
    private static let secret = "sk-h4rd-to-guess-0123456789"

    /// Writes a profile that names endpoints, with further keys of each and of the run.
    private static let oneTake = "verify = \"off\"\ntakes = 1"

    private func writeProfile(
        _ name: String = "overnight",
        in folder: URL,
        _ endpoints: [String],
        keys: String = "",
        run: String = "outage_timeout = 60",
        check: String = "verify = \"off\""
    ) throws {
        let jobs = folder.appending(path: "jobs")
        try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        let tables = endpoints.map { "[[endpoint]]\nurl = \"\($0)\"\n\(keys)\n" }.joined()
        try Data("[run]\n\(run)\n[check]\n\(check)\n\(tables)".utf8).write(to: jobs.appending(path: "\(name).toml"))
    }

    private func enqueue(in folder: URL, home: String = "home") async throws {
        try Data(Self.text.utf8).write(to: folder.appending(path: "book.txt"))
        #expect(await TestContext(folder).run("enqueue", "--home", home, "book.txt", "--output", "\(home).wav") == 0)
    }

    private func job(in folder: URL, home: String = "home") async throws -> [String: Any] {
        let test = TestContext(folder)
        #expect(await test.run("report", "--home", home, "--format", "json") == 0)
        let report = try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any]
        return try #require((report?["jobs"] as? [[String: Any]])?.first)
    }

    private func code(of job: [String: Any]) -> String? { (job["error"] as? [String: Any])?["code"] as? String }

    @Test(arguments: ["openai", "vllm-omni", "qwen-batch"]) func aBookIsNarrated(dialect: String) async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { endpoint in
                try writeProfile(in: folder, [endpoint.url], keys: "dialect = \"\(dialect)\"")
                try await enqueue(in: folder)
                let test = TestContext(folder)
                #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
                #expect(try await job(in: folder)["state"] as? String == "completed")
                #expect(try Data(contentsOf: folder.appending(path: "home.wav")).count > 10_000)
                #expect(test.errors.contains("Endpoint online"))
                #expect(test.errors.contains("answers=3"))
            }
        }
    }

    @Test(arguments: [
        (model: "", said: "whisper-tiny.en", unsaid: "check.acousticOnly"),
        (model: "model = \"missing\"", said: "There is no folder at", unsaid: "whisper-tiny.en"),
    ])
    func aSidecarBesideThemListens(model: String, said: String, unsaid: String) async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { endpoint in
                // What the endpoint says are tones, for which the checks by sound are too strict.
                let limits = "tone = 60\necho = 60\nnoise = 60\nend_drop = 0\n"
                let check = "verify = \"transcript\"\ntakes = 1\n" + limits + model
                let voice = "\n[voice]\nlanguage = \"en-US\""
                try writeProfile(in: folder, [endpoint.url], keys: "dialect = \"vllm-omni\"", check: check + voice)
                try await enqueue(in: folder)
                let test = TestContext(folder, environment: TestContext.frozenSidecar)
                #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
                #expect(test.errors.contains("answers=3"))
                let report = TestContext(folder)
                #expect(await report.run("report", "--home", "home", "1", "--format", "json") == 0)
                #expect(report.output.contains(said), "\(report.output)")
                #expect(!report.output.contains(unsaid), "\(report.output)")
            }
        }
    }

    @Test(arguments: [("", "no language is set (job"), ("\n[voice]\nlanguage = \"en-US\"", "All is well")])
    func doctorFindsWhatNobodyWouldUnderstand(voice: String, said: String) async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { endpoint in
                let check = "verify = \"transcript\"" + voice
                try writeProfile(in: folder, [endpoint.url], keys: "dialect = \"vllm-omni\"", check: check)
                try await enqueue(in: folder)
                let test = TestContext(folder, environment: TestContext.frozenSidecar)
                #expect(await test.run("doctor", "--home", "home") == 0, "\(test.output)")
                #expect(test.output.contains(said), "\(test.output)")
            }
        }
    }

    @Test func whichEndpointSpeaksLeavesNoTraceInTheAudioOrTheTakes() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { one in
                try await FaultyEndpoint.with(["fault": "status-500", "fault_times": -1, "fault_text": "Wren"]) {
                    other in
                    for (home, urls) in [("alone", [one.url]), ("together", [other.url, one.url])] {
                        try writeProfile(home, in: folder, urls)
                        try await enqueue(in: folder, home: home)
                        #expect(await TestContext(folder).run("run", home, "--home", home) == 0)
                    }
                    let audio = try ["alone", "together"].map {
                        try Data(contentsOf: folder.appending(path: "\($0).wav"))
                    }
                    #expect(audio[0] == audio[1])
                    // The takes of one are those of the other, of the same names.
                    let takes = try ["alone", "together"].map {
                        try FileManager.default.subpathsOfDirectory(
                            atPath: folder.appending(path: "\($0)/takes").path
                        ).sorted()
                    }
                    #expect(takes[0] == takes[1])
                }
            }
        }
    }

    @Test func anEndpointThatEndsInTheMiddleCostsNoAttempt() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with(["fault": "exit", "fault_text": "Nobody"]) { dying in
                try await FaultyEndpoint.with { other in
                    try writeProfile(in: folder, [dying.url, other.url], check: Self.oneTake)
                    try await enqueue(in: folder)
                    let test = TestContext(folder)
                    #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
                    let takes = try #require(try await job(in: folder)["takes"] as? [String: Any])
                    #expect(takes["rejected"] as? Int == 0)
                }
            }
        }
    }

    @Test(arguments: [("status-500", "synthesis.failed"), ("status-400", "synthesis.rejected")])
    func aTextThatNoneCanSpeakCostsOnlyItself(fault: String, code: String) async throws {
        try await withScratchFolder { folder in
            let options: FaultyEndpoint.Options = ["fault": fault, "fault_text": "Wren"]
            try await FaultyEndpoint.with(options) { one in
                try await FaultyEndpoint.with(options) { other in
                    try writeProfile(in: folder, [one.url, other.url])
                    try await enqueue(in: folder)
                    #expect(await TestContext(folder).run("run", "--home", "home") == 1)
                    let job = try await job(in: folder)
                    #expect(self.code(of: job) == code)
                    #expect((job["segments"] as? [String: Any])?["done"] as? Int == 2)
                }
            }
        }
    }

    @Test(
        arguments: [
            (["token": "other"], "endpoint.unauthorized"), (["models": [String]()], "endpoint.unsuitable"),
            (["fault": "status-404"], "endpoint.unsuitable"), (["fault": "silence"], "endpoint.unsuitable"),
        ] as [(FaultyEndpoint.Options, String)]
    )
    func whatIsWrongFromTheStartBlocksTheJobs(options: FaultyEndpoint.Options, code: String) async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with(options) { endpoint in
                try writeProfile(in: folder, [endpoint.url])
                try await enqueue(in: folder)
                let test = TestContext(folder)
                #expect(await test.run("run", "--home", "home") == 69)
                #expect(test.errors.contains("[\(code)]"), "\(test.errors)")
                let blocked = try await job(in: folder)
                #expect(blocked["state"] as? String == "blocked")
                #expect(self.code(of: blocked) == code)
                // What was wrong is mended, and the next run goes on by itself.
                try await endpoint.control(["token": "", "models": ["tones"], "fault": ""])
                #expect(await TestContext(folder).run("run", "--home", "home") == 0)
            }
        }
    }

    @Test(arguments: [
        ("exit", "endpoint.unreachable"), ("status-401", "endpoint.unauthorized"), ("busy", "endpoint.busy"),
        ("status-500", "endpoint.unsuitable"),
    ])
    func whenAllFailForLongTheJobsAreBlockedAndBurnNoAttempt(fault: String, code: String) async throws {
        try await withScratchFolder { folder in
            // The first words, at the start, are spoken; after them it goes wrong.
            try await FaultyEndpoint.with(["fault": fault, "fault_after": 1]) { endpoint in
                try writeProfile(in: folder, [endpoint.url], run: "outage_timeout = 1", check: Self.oneTake)
                try await enqueue(in: folder)
                let test = TestContext(folder)
                #expect(await test.run("run", "--home", "home") == 69, "\(test.errors)")
                #expect(test.errors.contains("Endpoint online"))
                let blocked = try await job(in: folder)
                #expect(blocked["state"] as? String == "blocked")
                #expect(self.code(of: blocked) == code)
                #expect((blocked["takes"] as? [String: Any])?["rejected"] as? Int == 0)
            }
        }
    }

    @Test func moreRequestsThanTheUsualNumberOfOpenFilesAreInFlight() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with(["delay": 0.5]) { endpoint in
                try writeProfile(in: folder, [endpoint.url], keys: "max_concurrency = 60")
                let text = (0..<120).map { "Paragraph number \($0)." }.joined(separator: "\n\n")
                try Data(text.utf8).write(to: folder.appending(path: "book.txt"))
                #expect(await TestContext(folder).run("enqueue", "--home", "home", "book.txt") == 0)
                let process = Process()
                process.executableURL = URL(filePath: "/bin/sh")
                process.arguments = ["-c", "ulimit -Sn 64 && exec \"$0\" run", BuiltProgram.url.path]
                process.currentDirectoryURL = folder
                process.environment = BuiltProgram.environment(
                    in: folder,
                    home: folder.appending(path: "home").path
                )
                process.standardError = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
                #expect(try await endpoint.peak() > 32)
            }
        }
    }

    @Test func aVoiceThatTheyLackIsRefusedWithThoseTheyHave() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { endpoint in
                try writeProfile(in: folder, [endpoint.url])
                let book = Repository.fixture("field-notes.md").path
                let enqueue = ["enqueue", "--home", "home", book, "--output", "out.wav", "--voice", "nobody"]
                #expect(await TestContext(folder).run(enqueue) == 0)
                #expect(await TestContext(folder).run("run", "--home", "home") == 1)
                let job = try await job(in: folder)
                #expect(code(of: job) == "synthesis.rejected")
                #expect(((job["error"] as? [String: Any])?["remedy"] as? String)?.contains("tone, bell") == true)
            }
        }
    }

    @Test func sayVoicesAndDoctorUseThem() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with { one in
                try await FaultyEndpoint.with { other in
                    try writeProfile(in: folder, [one.url, other.url], keys: "max_concurrency = 3")
                    let test = TestContext(folder)
                    #expect(await test.run("voices", "--home", "home") == 0)
                    #expect(test.output.contains("bell"))
                    #expect(await test.run("say", "--home", "home", "Good evening.", "--voice", "bell") == 0)
                    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "preview.wav").path))
                    #expect(await test.run("doctor", "--home", "home") == 0, "\(test.output)")
                    #expect(test.output.contains("\(one.url) speaks: tones"))
                    #expect(test.output.contains("together they take 6 requests at once"))
                    other.stop()
                    #expect(await TestContext(folder).run("doctor", "--home", "home") == 69)
                    #expect(await TestContext(folder).run("doctor", "--home", "home", "--quick") == 0)
                    #expect(await TestContext(folder).run("sidecar", "start", "--home", "home") == 64)
                }
            }
        }
    }

    @Test func theKeyIsNowhereToBeFound() async throws {
        try await withScratchFolder { folder in
            try await FaultyEndpoint.with(["token": Self.secret]) { endpoint in
                let keys = "token_env = \"SPEECH_KEY\""
                try writeProfile(in: folder, [endpoint.url], keys: keys)
                try writeProfile("wrong", in: folder, [endpoint.url], keys: "token_env = \"WRONG_KEY\"")
                try await enqueue(in: folder)
                let environment = ["SPEECH_KEY": Self.secret, "WRONG_KEY": "\(Self.secret)-not"]
                let test = TestContext(folder, environment: environment)
                #expect(await test.run("run", "wrong", "--home", "home") == 69)
                #expect(await test.run("doctor", "wrong", "--home", "home") == 69)
                #expect(await test.run("run", "--home", "home", "--log-format", "json") == 0, "\(test.errors)")
                for command in [["doctor"], ["voices"], ["report"], ["report", "1"], ["report", "--format", "json"]] {
                    #expect(await test.run(command + ["--home", "home"]) == 0)
                }
                #expect(await test.run("say", "--home", "home", "Good evening.") == 0)
                #expect(!test.output.contains(Self.secret))
                #expect(!test.errors.contains(Self.secret))
                let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
                #expect(files.contains("home/queue.sqlite"))
                for file in files {
                    let data = FileManager.default.contents(atPath: folder.appending(path: file).path) ?? Data()
                    #expect(data.range(of: Data(Self.secret.utf8)) == nil, "\(file)")
                }
            }
        }
    }

    @Test(arguments: ["leak-code", "leak-cut"]) func aServerThatRepeatsTheKeyDoesNotSpreadIt(
        fault: String
    ) async throws {
        try await withScratchFolder { folder in
            let options: FaultyEndpoint.Options = ["token": Self.secret, "fault": fault, "fault_text": "Wren"]
            try await FaultyEndpoint.with(options) { endpoint in
                try writeProfile(in: folder, [endpoint.url], keys: "token_env = \"SPEECH_KEY\"")
                try await enqueue(in: folder)
                let test = TestContext(folder, environment: ["SPEECH_KEY": Self.secret])
                #expect(await test.run("run", "--home", "home") == 1, "\(test.errors)")
                #expect(await test.run("report", "1", "--home", "home", "--format", "json") == 0)
                let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
                let said = [Data(test.output.utf8), Data(test.errors.utf8)]
                let written = files.compactMap { FileManager.default.contents(atPath: folder.appending(path: $0).path) }
                // Nor the first half of it.
                let part = Data(Self.secret.prefix(10).utf8)
                #expect((said + written).allSatisfy { $0.range(of: part) == nil })
            }
        }
    }

    @Test(arguments: ["", " \n", "two words", "line\nbreak"]) func aKeyThatIsNoneEndsTheCommand(
        key: String
    ) async throws {
        try await withScratchFolder { folder in
            try writeProfile(in: folder, ["http://127.0.0.1:9"], keys: "token_env = \"SPEECH_KEY\"")
            for command in [["run"], ["voices"], ["say", "Hello."]] {
                let test = TestContext(folder, environment: ["SPEECH_KEY": key])
                #expect(await test.run(command + ["--home", "home"]) == 64)
                #expect(test.errors.contains("SPEECH_KEY"))
                #expect(key.count < 3 || !test.errors.contains(key))
            }
        }
    }
}
