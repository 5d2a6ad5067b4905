import Core
import Foundation
import Testing
import TestSupport

@Suite("enqueue")
struct EnqueueTests {
    private func write(_ text: String, to name: String, in folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func jobs(_ folder: URL) async throws -> [[String: Any]] {
        let test = TestContext(folder)
        #expect(await test.run("list", "--home", "home", "--format", "json") == 0)
        let list = try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any]
        return list?["jobs"] as? [[String: Any]] ?? []
    }

    @Test func takesFilesFoldersAndStandardInput() async throws {
        try await withScratchFolder { folder in
            let one = try write("First book. It is short.", to: "one.txt", in: folder)
            _ = try write("# Second\n\nIt has *marks*.", to: "more/two.md", in: folder)
            _ = try write("Third.", to: "more/three.txt", in: folder)
            let test = TestContext(folder, standardInput: Data("From a pipe.".utf8))
            #expect(await test.run("enqueue", "--home", "home", one, "more", "-") == 0)
            #expect(test.output.contains("4 added."))
            #expect(try await jobs(folder).count == 4)
        }
    }

    @Test func theSameThingTwiceAddsNothing() async throws {
        try await withScratchFolder { folder in
            let book = try write("A book. It is short.", to: "book.txt", in: folder)
            let test = TestContext(folder)
            #expect(await test.run("enqueue", "--home", "home", book) == 0)
            #expect(await test.run("enqueue", "--home", "home", book) == 0)
            #expect(test.output.contains("is job 1 already (queued); nothing was added"))
            #expect(try await jobs(folder).count == 1)
            #expect(await test.run("enqueue", "--home", "home", book, "--again") == 0)
            #expect(try await jobs(folder).count == 2)
            #expect(await test.run("enqueue", "--home", "home", book, "--speed", "1.5") == 0)
            #expect(try await jobs(folder).count == 3)
        }
    }

    @Test(arguments: [
        ("book.wav", [], true), ("book.flac", ["--format", "flac"], true), ("book.flac", [], false),
        ("book.wav", ["--format", "mp3"], false), ("book.wav", ["--overwrite"], false), ("other.wav", [], false),
    ])
    func whatStandsWhereTheBookGoesIsToldAtOnce(file: String, options: [String], isTold: Bool) async throws {
        try await withScratchFolder { folder in
            let book = try write("A book. It is short.", to: "book.txt", in: folder)
            let there = try write("made before", to: file, in: folder)
            let test = TestContext(folder)
            #expect(await test.run(["enqueue", "--home", "home", book] + options) == 0)
            #expect(test.errors.contains("\(there) is there already and will not be replaced") == isTold)
        }
    }

    @Test func badInputIsNamedAndTheRestGoesOn() async throws {
        try await withScratchFolder { folder in
            let good = try write("A good book.", to: "good.txt", in: folder)
            let empty = try write(" \n\n", to: "empty.txt", in: folder)
            let mute = try write("* * *\n\n...\n", to: "mute.txt", in: folder)
            let binary = folder.appending(path: "binary.txt")
            try Data([0x7F, 0x45, 0x4C, 0x46] + (0..<200).map { UInt8($0) }).write(to: binary)
            let test = TestContext(folder)
            let code = await test.run("enqueue", "--home", "home", "missing.txt", empty, mute, binary.path, good)
            #expect(code == 1)
            for code in ["input.notFound", "input.empty", "input.notText"] { #expect(test.errors.contains(code)) }
            #expect(try await jobs(folder).compactMap { $0["source"] as? String } == [good])
        }
    }

    @Test func aDryRunShowsThePlanAndAddsNothing() async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            let book = Repository.fixture("the-lamplighter.txt").path
            #expect(await test.run("enqueue", "--home", "home", book, "--dry-run") == 0)
            #expect(test.output.contains("3 chapters"))
            #expect(test.output.contains("of audio; nothing was enqueued."))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "home").path))
        }
    }

    @Test func theResultAsJSONHasEveryJobAndEveryProblem() async throws {
        try await withScratchFolder { folder in
            let book = try write("A book.", to: "book.txt", in: folder)
            let test = TestContext(folder)
            #expect(await test.run("enqueue", "--home", "home", book, "missing.txt", "--json") == 1)
            let result = try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any]
            #expect((result?["added"] as? [[String: Any]])?.first?["id"] as? Int == 1)
            let problem = (result?["problems"] as? [[String: Any]])?.first?["error"] as? [String: Any]
            #expect(problem?["code"] as? String == "input.notFound")
        }
    }

    @Test(arguments: [
        (["--output", "audio/"], "audio/book"),
        (["--output", "tape.mp3"], "tape"),
        (["--output", "tape"], "tape"),
        ([], "book"),
    ])
    func theOutputGoesWhereItIsWanted(options: [String], expected: String) async throws {
        try await withScratchFolder { folder in
            let book = try write("A book.", to: "book.txt", in: folder)
            let test = TestContext(folder)
            #expect(await test.run(["enqueue", "--home", "home", book] + options) == 0)
            let output = try await jobs(folder).first?["outputBase"] as? String
            #expect(output == folder.appending(path: expected).path)
        }
    }

    @Test(arguments: [
        ["--speed", "9"], ["--seed", "-1"], ["--format", "aac"], ["--format", "flac", "--output", "a.mp3"],
        ["--priority", "high"], [""], ["--title", ""], ["--output", "a.m4b"], ["--output", "out/a.AIFF"],
        ["--format", "flac", "--output", "a.wma"],
    ])
    func impossibleOptionsAreRefusedBeforeAnythingHappens(options: [String]) async throws {
        try await withScratchFolder { folder in
            let book = try write("A book.", to: "book.txt", in: folder)
            #expect(await TestContext(folder).run(["enqueue", "--home", "home", book] + options) == 64)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "home").path))
        }
    }
}
