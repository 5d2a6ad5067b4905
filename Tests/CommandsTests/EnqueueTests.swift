import Core
import Foundation
import GRDB
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
            #expect(test.errors.contains("\(there) already exists and will not be replaced") == isTold)
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

    /// The store goes away after the first batch of 200 jobs, while the next source, a pipe, is waited for.
    @Test func whatWasAddedBeforeAStoreErrorIsStillTold() async throws {
        try await withScratchFolder { folder in
            let books = try (1...200).map { try write("Book number \($0).", to: "\($0).txt", in: folder) }
            let pipe = folder.appending(path: "pipe.txt")
            #expect(mkfifo(pipe.path, 0o600) == 0)
            Thread.detachNewThread {
                let queue = folder.appending(path: "home/queue.sqlite")
                while jobCount(queue) < 200 { Thread.sleep(forTimeInterval: 0.01) }
                try? FileManager.default.moveItem(at: queue, to: folder.appending(path: "moved.sqlite"))
                let writer = try? FileHandle(forWritingTo: pipe)
                try? writer?.write(contentsOf: Data("The last one.".utf8))
                try? writer?.close()
            }
            let test = TestContext(folder)
            let code = await test.run(["enqueue", "--home", "home", "--json"] + books + ["missing.txt", pipe.path])
            #expect(code == 69)
            #expect(test.errors.contains("output.notWritable"), "\(test.errors)")
            let result = try #require(try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any])
            #expect((result["added"] as? [Any])?.count == 200)
            #expect((result["duplicates"] as? [Any])?.isEmpty == true)
            #expect((result["problems"] as? [Any])?.count == 1)
            let error = try #require(result["error"] as? [String: Any])
            #expect(error["code"] as? String == "output.notWritable")
            #expect(Set(error.keys) == ["code", "message", "remedy", "details"])
        }
    }

    private func jobCount(_ queue: URL) -> Int {
        guard FileManager.default.fileExists(atPath: queue.path) else { return 0 }
        return (try? DatabaseQueue(path: queue.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM job") })
            ?? 0
    }

    @Test func theResultAsJSONHasEveryKeyAndNoMoreDigitsThanAnEstimateHas() async throws {
        try await withScratchFolder { folder in
            let text =
                "# One\n\nIt rained.\n\nIt went on raining, all night and all the next day.\n\n# Two\n\nIt stopped."
            let book = try write(text, to: "book.md", in: folder)
            for option in ["--json", "--dry-run"] {
                let test = TestContext(folder)
                #expect(await test.run("enqueue", "--home", "home", book, "--json", option) == 0)
                let seconds = test.output.matches(of: #/"expectedSeconds" : ([0-9.]+)/#).map(\.1)
                #expect(seconds.count == (option == "--json" ? 1 : 3))
                #expect(seconds.allSatisfy { $0.wholeMatch(of: #/\d+(\.\d)?/#) != nil }, "\(seconds)")
                #expect(test.output.contains(#""error" : null"#))
                if option == "--dry-run" { #expect(test.output.contains(#""author" : null"#)) }
            }
        }
    }

    @Test func whatBecomesOfGapsIsAskedForByJob() async throws {
        try await withScratchFolder { folder in
            let book = try write("A book. It is short.", to: "book.txt", in: folder)
            let test = TestContext(folder)
            for options in [[], ["--gaps", "allow"], ["--gaps", "refuse"], ["--gaps", "allow"]] {
                #expect(await test.run(["enqueue", "--home", "home", book] + options) == 0)
            }
            // The fourth is the second once more.
            let options = try await jobs(folder).map { $0["options"] as? [String: Any] }
            #expect(options.map { $0?["gaps"] as? String } == [nil, "allow", "refuse"])
            #expect(await test.run("enqueue", "--home", "home", book, "--gaps", "perhaps") == 64)
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
