@testable import Commands
import Core
import Foundation
import GRDB
import Testing
import TestSupport

@Suite("list, cancel, retry and remove")
struct QueueCommandTests {
    /// A queue with three short jobs.
    private func withQueue(_ body: (TestContext) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            let lines = Repository.fixture("lines").path
            #expect(await test.run("enqueue", "--home", "home", lines, "--output", "out/") == 0)
            try await body(test)
        }
    }

    @Test func jobsAreListedInTheOrderOfTheirPriority() async throws {
        try await withQueue { test in
            let urgent = Repository.fixture("field-notes.md").path
            #expect(await test.run("enqueue", "--home", "home", urgent, "--priority", "5", "--title", "Urgent") == 0)
            let fresh = TestContext(test.context.workingDirectory)
            #expect(await fresh.run("list", "--home", "home") == 0)
            let rows = fresh.output.split(separator: "\n").filter { $0.contains("queued") }
            #expect(rows.first?.contains("Urgent") == true)
        }
    }

    @Test func aCancelledJobCanBeRetriedAndRemoved() async throws {
        try await withQueue { test in
            #expect(await test.run("cancel", "--home", "home", "1", "2") == 0)
            #expect(test.output.contains("Job 2 is cancelled."))
            #expect(await test.run("retry", "--home", "home", "1") == 0)
            #expect(test.output.contains("Job 1 is queued again"))
            #expect(await test.run("remove", "--home", "home", "2") == 0)
            #expect(await test.run("report", "--home", "home", "2") == 1)
            #expect(test.errors.contains("store.noSuchJob"))
        }
    }

    @Test(arguments: ["cancel", "retry", "remove"]) func oneBadNumberDoesNotKeepTheOthersBack(verb: String) async throws
    {
        try await withQueue { test in
            if verb == "retry" { #expect(await test.run("cancel", "--home", "home", "1") == 0) }
            #expect(await test.run(verb, "--home", "home", "99", "1") == 1)
            #expect(test.errors.contains("store.noSuchJob"))
            #expect(test.output.contains("Job 1 is"))
        }
    }

    @Test(arguments: [
        ["run"], ["list"], ["report"], ["cancel", "1"], ["retry", "1"], ["remove", "1"], ["gc"],
        ["enqueue", "book.txt"],
    ])
    func aDamagedQueueIsRefusedAndLeftAsItIs(words: [String]) async throws {
        try await withQueue { test in
            let folder = test.context.workingDirectory
            let queue = folder.appending(path: "home/queue.sqlite")
            try Data("Words.".utf8).write(to: folder.appending(path: "book.txt"))
            var bytes = try Data(contentsOf: queue)
            // The header of the file, with the start of its first table.
            bytes.replaceSubrange(0..<200, with: Data(repeating: 0xA5, count: 200))
            try bytes.write(to: queue)
            let look = TestContext(folder)
            #expect(await look.run(words + ["--home", "home"]) == 69)
            #expect(look.errors.contains("store.corrupt"))
            #expect(try Data(contentsOf: queue) == bytes)
        }
    }

    @Test(
        arguments: ["job", "segment", "jobByFingerprint"],
        [
            ["run"], ["cancel", "1"], ["retry", "1"], ["remove", "1"], ["gc"], ["enqueue", "book.txt"],
        ]
    )
    func whatChangesAQueueRefusesOneWithADamagedPage(of table: String, words: [String]) async throws {
        try await withQueue { test in
            let folder = test.context.workingDirectory
            let queue = folder.appending(path: "home/queue.sqlite")
            try Data("Words.".utf8).write(to: folder.appending(path: "book.txt"))
            let root = try await DatabaseQueue(path: queue.path).read { db in
                try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table])
            }
            var bytes = try Data(contentsOf: queue)
            // What the page holds is at its end.
            let end = try #require(root) * 4096
            for index in (end - 120)..<end { bytes[index] ^= 0x55 }
            try bytes.write(to: queue)
            let look = TestContext(folder)
            #expect(await look.run(words + ["--home", "home"]) == 69)
            #expect(look.errors.contains("store.corrupt"))
            #expect(try Data(contentsOf: queue) == bytes)
        }
    }

    @Test func aForeignFileIsNotTakenForAQueue() async throws {
        try await withScratchFolder { folder in
            let home = folder.appending(path: "home")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            try Data("no database at all, and long enough to be sure of it".utf8)
                .write(to: home.appending(path: "queue.sqlite"))
            let test = TestContext(folder)
            #expect(await test.run("list", "--home", "home") == 69)
            #expect(test.errors.contains("store.corrupt"))
        }
    }
}
