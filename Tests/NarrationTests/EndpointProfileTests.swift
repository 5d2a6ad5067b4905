import Core
import Foundation
@testable import Narration
import Speech
import Testing
import TestSupport

@Suite("Profiles with speech endpoints")
struct EndpointProfileTests {
    private func parse(_ text: String) throws -> Profile {
        try ProfileFile(name: "test", path: "jobs/test.toml", text: text).parse()
    }

    @Test func everyKeyIsTakenOver() throws {
        let profile = try parse(
            """
            [[endpoint]]
            url = "http://127.0.0.1:8091"
            [[endpoint]]
            url = "https://speech.example/v1/"
            dialect = "vllm-omni"
            token_env = "SPEECH_KEY"
            model = "one"
            max_concurrency = 16
            sample_rate = 24000
            voices = ["vivian", "ryan"]
            ca_file = "ca.pem"
            response_timeout = 90
            """
        )
        var first = EndpointSettings()
        first.url = "http://127.0.0.1:8091"
        var second = EndpointSettings()
        second.url = "https://speech.example/v1/"
        second.dialect = .vllmOmni
        second.tokenVariable = "SPEECH_KEY"
        second.model = "one"
        second.maxConcurrency = 16
        second.sampleRate = 24_000
        second.voices = ["vivian", "ryan"]
        second.certificateFile = "ca.pem"
        second.responseTimeout = 90
        #expect(profile.endpoints == [first, second])
        #expect(profile.responseTimeout == 90)
    }

    @Test func theExampleOfTheRepositoryIsValid() throws {
        let file = Repository.root.appending(path: "jobs/endpoints.toml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(try parse(text).endpoints.count == 2)
        // What is commented out shows the default, or an example.
        let uncommented = text.split(separator: "\n").map { line in
            line.hasPrefix("# ") && line.contains(" = ") ? line.dropFirst(2) : line
        }
        #expect(try parse(uncommented.joined(separator: "\n")).endpoints.count == 2)
    }

    @Test(arguments: [
        ("url = \"ftp://host\"", "line 4", "endpoint.url", "an address"),
        ("url = \"host:8091\"", "line 4", "endpoint.url", "an address"),
        ("url = \"http://me:key@host\"", "line 4", "endpoint.url", "without a name, a key"),
        ("url = \"http://host/?key=1\"", "line 4", "endpoint.url", "without a name, a key"),
        ("url = \"http://host\"\nurrl = \"x\"", "line 5", "endpoint.urrl", "endpoint.url"),
        ("url = \"http://host\"\ntoken = \"sk-1\"", "line 5", "endpoint.token", "token_env"),
        ("url = \"http://host\"\napi_key = \"sk-1\"", "line 5", "endpoint.api_key", "token_env"),
        ("url = \"http://host\"\ntoken_env = \"sk-1\"", "line 5", "endpoint.token_env", "capital letters"),
        ("url = \"http://host\"\nmax_concurrency = 0", "line 5", "endpoint.max_concurrency", "from 1 to 1024"),
        ("url = \"http://host\"\nvoices = [1]", "line 5", "endpoint.voices", "a list of names"),
        ("url = \"http://host\"\ndialect = \"openia\"", "line 5", "endpoint.dialect", "\"openai\", \"vllm-omni\""),
        ("model = \"one\"", "line 3", "endpoint.url", "missing"),
        ("url = \"http://first\"", "line 3", "endpoint.url", "is there twice"),
        ("url = \"http://first/v1/\"", "line 3", "endpoint.url", "is the same server as http://first,"),
        ("url = \"HTTP://First:80\"", "line 3", "endpoint.url", "is the same server as http://first,"),
        ("url = \"http://host\"\n[sidecar]\nport = 1", "line 5", "[[endpoint]]", "one or the other"),
        ("url = \"http://host\"\n[sidecar]\nengine = \"qwen\"", "line 5", "[[endpoint]]", "one or the other"),
    ])
    func aMistakeIsNamedWithItsPlace(text: String, place: String, key: String, hint: String) throws {
        let all = "[[endpoint]]\nurl = \"http://first\"\n[[endpoint]]\n" + text
        let error = try #require(#expect(throws: BatchError.self) { try parse(all) })
        #expect(error.code == .profileInvalid)
        #expect(error.message.contains("jobs/test.toml, \(place):"), "\(error)")
        #expect(error.message.contains(key), "\(error)")
        #expect(error.description.contains(hint), "\(error)")
        #expect(!error.description.contains("sk-1"))
    }

    @Test(arguments: ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
    func thisMachineIsOneServerUnderAllItsNames(name: String) throws {
        let first = "[[endpoint]]\nurl = \"http://127.0.0.1:8091\"\n[[endpoint]]\n"
        let error = try #require(
            #expect(throws: BatchError.self) { try parse(first + "url = \"http://\(name):8091/v1\"") }
        )
        #expect(error.message.contains("is the same server as http://127.0.0.1:8091"))
        for other in ["http://\(name):8092", "http://\(name):8091/other", "https://\(name):8091"] {
            #expect(try parse(first + "url = \"\(other)\"").endpoints.count == 2)
        }
    }

    @Test(arguments: ["endpoint = 1", "endpoint = []", "[endpoint]\nurl = \"http://host\""])
    func whatIsNoListOfTablesIsRefused(text: String) throws {
        let error = try #require(#expect(throws: BatchError.self) { try parse(text) })
        #expect(error.message.contains("line 1"), "\(error)")
        #expect(error.remedy.contains("[[endpoint]]"))
    }
}
