import Foundation
import Testing
import TestSupport

/// Names of files and words of the command line that are no valid text, given to the real program.
@Suite struct HostileNameTests {
    /// Makes files under names of any bytes, as Linux has them.
    private func make(_ names: [[UInt8]], in folder: URL) throws {
        for name in names {
            let path = Array(folder.path.utf8CString.dropLast()) + [0x2F] + name.map { CChar(bitPattern: $0) } + [0]
            let file = try #require(path.withUnsafeBufferPointer { $0.baseAddress.flatMap { fopen($0, "w") } })
            fputs("A lamp.", file)
            fclose(file)
        }
    }

    private var cafe: [UInt8] { Array("caf".utf8) + [0xE9] + Array(".txt".utf8) }

    #if os(Linux)
    @Test func aFileWithABrokenNameIsReportedAndTheRestGoesOn() async throws {
        try await withScratchFolder { folder in
            try make([cafe, Array("good.txt".utf8)], in: folder)
            let named = try await ProgramRun("enqueue", "caf%E9.txt", "good.txt", in: folder)
            #expect(named.code == 1)
            #expect(named.errors.contains("input.unreadable") && named.errors.contains("not valid UTF-8"))
            #expect(named.output.contains("Job 1: good"))
            let found = try await ProgramRun("enqueue", folder.path, "--again", in: folder)
            #expect(found.code == 1)
            #expect(found.errors.contains("input.unreadable"))
            #expect(found.output.contains("Job 2: good"))
        }
    }

    @Test func itsTextCanBeHandedOver() async throws {
        try await withScratchFolder { folder in
            let run = try await ProgramRun("enqueue", "-", "--title", "Café", in: folder, input: "A lamp.")
            #expect(run.code == 0)
            #expect(run.output.contains("Job 1: Café"))
        }
    }
    #endif

    @Test(arguments: ["--title", "--author", "--output"]) func brokenWordsAreRefused(option: String) async throws {
        try await withScratchFolder { folder in
            try make([Array("good.txt".utf8)], in: folder)
            let run = try await ProgramRun("enqueue", "good.txt", option, "Caf%E9", in: folder)
            #expect(run.code == 64)
            #expect(run.errors.contains("\(option) is not valid UTF-8."))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".home").path))
        }
    }

    @Test func aPipeInAFolderIsNotWaitedFor() async throws {
        try await withScratchFolder { folder in
            try make([Array("good.txt".utf8)], in: folder)
            try #require(mkfifo(folder.appending(path: "pipe.txt").path, 0o600) == 0)
            let run = try await ProgramRun("enqueue", folder.path, in: folder)
            #expect(run.code == 0)
            #expect(run.output.contains("Job 1: good"))
        }
    }

    @Test func titlesAreShortSingleLines() async throws {
        try await withScratchFolder { folder in
            try make([Array("a%0Ab%1B[31m.txt".utf8).percentDecoded, Array("good.txt".utf8)], in: folder)
            let long = try await ProgramRun(
                "enqueue",
                "good.txt",
                "--title",
                "Lamp%1B[31m%0A%E2%80%AE" + longTitle,
                in: folder
            )
            #expect(long.code == 0)
            let title = try #require(long.output.split(separator: "\n").first)
            #expect(title.hasPrefix("Job 1: Lamp[31m lamp lamp"))
            #expect(title.count < 300)
            let named = try await ProgramRun("enqueue", folder.path, in: folder)
            #expect(named.output.contains("Job 2: a b[31m ("))
        }
    }

    private var longTitle: String { String(repeating: " lamp", count: 20_000) }
}

extension [UInt8] {
    /// The bytes that `%0A` and its like stand for.
    fileprivate var percentDecoded: [UInt8] {
        String(decoding: self, as: UTF8.self).removingPercentEncoding.map { Array($0.utf8) } ?? self
    }
}
