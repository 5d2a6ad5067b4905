import BatchCore
import BatchTestSupport
import Foundation
import JobStorage
import Reports
import SoundFiles
import Testing

@testable import QwenBatchCommands

@Suite("report")
struct ReportCommandTests {
    /// A job of two segments, of which the first has a flagged take with its file.
    private func withFlaggedTake(_ body: (TestContext) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            try Data("It rains <b>today</b>.\n\nIt is cold.\n".utf8).write(to: folder.appending(path: "book.txt"))
            #expect(await test.run("enqueue", "--home", "home", "book.txt") == 0, "\(test.errors)")
            let store = try SQLiteJobStore(at: folder.appending(path: "home/queue.sqlite"))
            let process = ProcessIdentity(pid: 1, bootID: "another", startTicks: 1)
            let run = try await store.beginRun(profile: "overnight", process: process)
            let job = try #require(try await store.claimJob(for: run))
            let segment = try #require(try await store.claimSegments(of: job.id, run: run, limit: 1).first)
            let writer = try TakeWriter(at: folder.appending(path: "home/takes/aa/take.wav"), sampleRate: 24_000)
            let samples = (0..<24_000).map { Int16($0 % 200 * 50) }
            try writer.append(samples[...])
            let written = try writer.commit()
            var measures = TakeMeasures()
            measures.speechSeconds = 1
            let finding = TakeFinding(.noise, measured: 1, limit: 0.45, severity: 2, at: 0.5)
            let take = NewTake(
                key: "key",
                verdict: .accepted,
                file: "aa/take.wav",
                checksum: written.checksum,
                samples: 24_000,
                sampleRate: 24_000,
                seed: 1,
                synthesisSeconds: 1,
                review: TakeReview(measures: measures, findings: [finding])
            )
            try await store.accept([AcceptedTake(segment: segment, recording: take, isReused: false)])
            try await store.releaseWork(of: run)
            try await body(TestContext(folder))
        }
    }

    @Test func aPageIsWrittenIntoAFile() async throws {
        try await withFlaggedTake { test in
            #expect(await test.run("report", "--home", "home", "1", "--format", "html", "-o", "night.html") == 0)
            #expect(test.output == "")
            #expect(test.errors.contains("The report is in "))
            let file = test.context.workingDirectory.appending(path: "night.html")
            let page = try String(contentsOf: file, encoding: .utf8)
            #expect(page.hasPrefix("<!DOCTYPE html>\n"))
            #expect(page.hasSuffix("</html>\n"))
            // "fLaC", the mark of the format.
            #expect(page.contains("src=\"data:audio/flac;base64,ZkxhQ"))
            #expect(page.contains("The take has noise in it, at 0.5 s."))
            #expect(!page.contains("<b>"))
        }
    }

    @Test func aPageWithoutTheSoundSaysSo() async throws {
        try await withFlaggedTake { test in
            let takes = test.context.workingDirectory.appending(path: "home/takes")
            try FileManager.default.removeItem(at: takes)
            #expect(await test.run("report", "--home", "home", "--format", "html") == 0)
            #expect(test.output.contains("No sound here"))
            #expect(!test.output.contains("<audio"))
        }
    }

    @Test func flaggedPlacesAreCounted() async throws {
        try await withFlaggedTake { test in
            #expect(await test.run("report", "--home", "home", "--format", "json", "--output", "night.json") == 0)
            let file = test.context.workingDirectory.appending(path: "night.json")
            let data = try Data(contentsOf: file)
            let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect((report["summary"] as? [String: Any])?["flagged"] as? Int == 1)
            #expect(await test.run("report", "--home", "home") == 0)
            #expect(test.output.contains("1 flagged place\n"))
        }
    }

    @Test(arguments: [
        ("home", "it is a folder"), ("no/such/folder/night.txt", "there is no folder"),
        ("book.txt/night.txt", "is no folder"), ("/dev/null", "it is no regular file"),
    ])
    func whatCannotBeWrittenIsToldWithARemedy(output: String, reason: String) async throws {
        try await withFlaggedTake { test in
            #expect(await test.run("report", "--home", "home", "--output", output) == 69)
            #expect(test.errors.contains("output.notWritable"))
            #expect(test.errors.contains(reason), "\(test.errors)")
        }
    }

    #if os(Linux)
    // The one folder into which even root writes nothing.
    @Test func aFolderThatTakesNothingIsToldInTheWordsOfTheSystem() async throws {
        try await withFlaggedTake { test in
            #expect(await test.run("report", "--home", "home", "--output", "/proc/night.txt") == 69)
            #expect(test.errors.contains("output.notWritable"))
            #expect(!test.errors.contains("Cocoa"), "\(test.errors)")
        }
    }
    #endif

    @Test func onlyThePageTakesSeveralJobs() async throws {
        try await withFlaggedTake { test in
            #expect(await test.run("report", "--home", "home", "1", "1") == 64)
            #expect(await test.run("report", "--home", "home", "1", "9", "--format", "html") == 1)
            #expect(test.errors.contains("store.noSuchJob"))
        }
    }

    @Test func theManifestOfABookTellsTimesAndLevels() async throws {
        try await withScratchFolder { folder in
            let manifest = """
                {"audio": {"file": "book.flac", "sampleRate": 100},
                 "levels": {"rms": -20.5, "peak": -3.1, "seconds": 9, "leadInSeconds": 0.5, "leadOutSeconds": 1},
                 "chapters": [{"levels": {"rms": -19, "seconds": 4}, "audio": {"file": "01.flac", "sampleRate": 100}}],
                 "segments": [{"ordinal": 1, "start": 50, "end": 250}, {"ordinal": 2, "start": 300, "end": 900}]}
                """
            let place = folder.appending(path: "book.manifest.json")
            try Data(manifest.utf8).write(to: place)
            let read = try #require(ReportManifest(ofBookAt: folder.appending(path: "book.flac")))
            #expect(read.layout.spans == [1: 0.5..<2.5, 2: 3..<9])
            #expect(!read.layout.isEstimate)
            #expect(read.levels.files.map(\.name) == ["book.flac", "01.flac"])
            #expect(read.levels.files[0].meetsLevels)
            // It is about another book.
            #expect(ReportManifest(ofBookAt: folder.appending(path: "book.mp3")) == nil)
            try Data("{".utf8).write(to: place)
            #expect(ReportManifest(ofBookAt: folder.appending(path: "book.flac")) == nil)
        }
    }
}
