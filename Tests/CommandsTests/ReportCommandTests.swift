import Audio
@testable import Commands
import Core
import Foundation
@testable import Narration
import QueueStore
import Reporting
import Testing
import TestSupport

@Suite("report")
struct ReportCommandTests {
    /// A job of two segments, of which the first has a flagged take with its file.
    private func withFlaggedTake(_ body: (TestContext) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            try Data("It rains <b>today</b>.\n\nIt is cold.\n".utf8).write(to: folder.appending(path: "book.txt"))
            #expect(await test.run("enqueue", "--home", "home", "book.txt") == 0, "\(test.errors)")
            let store = try JobStore(at: folder.appending(path: "home/queue.sqlite"))
            let process = ProcessIdentity(pid: 1, bootID: "another", startTicks: 1)
            let run = try await store.beginRun(profile: "overnight", process: process)
            let job = try #require(try await store.claimJob(for: run))
            let claim = try #require(job.claim)
            let segment = try #require(try await store.claimSegments(claim, limit: 1).first)
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
            try await store.accept([AcceptedTake(segment: segment, recording: take, rowState: .new, claim: claim)])
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
            #expect(test.output.contains("The audio of this take is not on the page"))
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
        ("book.txt/night.txt", "is not a folder"), ("/dev/null", "it is not a regular file"),
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
            let fixture = try BookFixture(folder, chapters: true)
            let manifest = try StoredManifest(ofBookAt: fixture.book).manifest
            #expect(!manifest.layout.isEstimate)
            #expect(manifest.layout.spans.count == manifest.segments.count)
            let rate = Double(manifest.audio.sampleRate)
            #expect(manifest.layout.spans[1]?.lowerBound == Double(manifest.segments[0].start) / rate)
            let files = manifest.levelReport.files
            #expect(files.count == 3)
            #expect(files.map(\.name).first == "tale.wav")
            #expect(files[0].levels == manifest.levels)
            #expect(files[2].levels == manifest.chapters[1].levels)
        }
    }

    @Test func aJobThatIsCompletedIsShownWithItsLevels() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            let test = TestContext(folder)
            let job = try await test.complete(fixture)
            #expect(await test.run("report", "--home", "home", "\(job)") == 0)
            #expect(test.output.contains("\ntale.wav "), "\(test.output)")
            #expect(test.output.contains("the levels"))
            // What is only worth showing when it can be read keeps no report from being made.
            try Data("{".utf8).write(to: fixture.manifest)
            let without = TestContext(folder)
            #expect(await without.run("report", "--home", "home", "\(job)") == 0)
            #expect(!without.output.contains("the levels"))
        }
    }

    @Test(arguments: [true, false]) func aBookThatWasReplacedIsNotShownAsTheJobsOwn(isByJob: Bool) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            let test = TestContext(folder)
            let first = try await test.complete(fixture, audioSeconds: isByJob ? nil : 9)
            let second = isByJob ? try await test.complete(fixture, "--again", "--overwrite") : nil
            let old = TestContext(folder)
            #expect(await old.run("report", "--home", "home", "\(first)") == 0)
            #expect(old.output.contains("[book.replaced]"), "\(old.output)")
            #expect(!old.output.contains("the levels"))
            #expect(await old.run("verify", "--home", "home", "\(first)") == 1)
            let how = second.map { " by that of job \($0)" } ?? ": what stands at"
            #expect(old.output.contains("The book of job \(first) was replaced\(how)"), "\(old.output)")
            #expect(old.output.contains("[store.wrongState]"))
            guard let second else { return }
            let new = TestContext(folder)
            #expect(await new.run("report", "--home", "home", "\(second)") == 0)
            #expect(new.output.contains("the levels"))
            #expect(!new.output.contains("book.replaced"))
            #expect(await new.run("verify", "--home", "home", "\(second)") == 0, "\(new.output)")
        }
    }
}
