import Audio
import Core
import Foundation
import Narration
import QueueStore
import Testing
import TestSupport

@Suite("A run that finishes its work")
struct CompletedRunTests {
    @Test func anEmptyQueueStartsNothing() async throws {
        try await withScratchFolder { folder in
            let host = ScriptedHost(ScriptedSynthesizer())
            let summary = try await RunFixture(folder).run(host)
            #expect(summary.state == .drained)
            #expect(summary.exitCode == 0)
            #expect(host.startCount == 0)
        }
    }

    @Test(arguments: AudioFormat.allCases) func aJobBecomesAFile(format: AudioFormat) async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let id = try await fixture.enqueue("book", ["First words.", "Second words here.", "And the end."])
            let summary = try await fixture.run(ScriptedHost(ScriptedSynthesizer()), format: format)
            #expect(summary.exitCode == 0)
            let job = try await fixture.store.job(id)
            #expect(job.state == .completed)
            #expect(job.progress.segmentsDone == 3)
            #expect(job.progress.takesAccepted == 3)
            let output = fixture.output("book", format)
            #expect(job.outputs == [output.path])
            let seconds = Double(try SoundFileReader(output).info.frames) / 8000
            #expect(abs(seconds - job.progress.audioSeconds) < 0.2)
            // Three tones of at least 0.75 s, two pauses of 0.8 s.
            #expect(seconds > 3.5)
        }
    }

    @Test func theSidecarServesEveryJobOfTheQueueAtOnce() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for number in 1...12 { try await fixture.enqueue("line-\(number)", ["Line number \(number)."]) }
            let host = ScriptedHost(ScriptedSynthesizer())
            let summary = try await fixture.run(host)
            #expect(summary.totals.jobsCompleted == 12)
            #expect(host.startCount == 1)
            for number in 1...12 {
                #expect(FileManager.default.fileExists(atPath: fixture.output("line-\(number)").path))
            }
        }
    }

    @Test func chaptersGetFilesOfTheirOwnWhenAskedFor() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("book", ["Some words."], options: JobOptions(chapterFiles: true))
            _ = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            let chapters = folder.appending(path: "out/book-chapters")
            #expect(try FileManager.default.contentsOfDirectory(atPath: chapters.path) == ["01 One.wav"])
        }
    }

    @Test func whatIsSaidManyTimesIsSpokenOnce() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            for guardsman in 0..<20 { try await fixture.enqueue("guard-\(guardsman)", ["Halt!", "Who goes there?"]) }
            let synthesizer = ScriptedSynthesizer { _ in
                try await Task.sleep(for: .milliseconds(5))
                return .speech
            }
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(summary.totals.jobsCompleted == 20)
            #expect(summary.totals.takesReused == 38)
            #expect(synthesizer.texts.sorted() == ["Halt!", "Who goes there?"])
        }
    }

    @Test func aTakeThatIsThereIsNotMadeAgain() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            let synthesizer = ScriptedSynthesizer()
            try await fixture.enqueue("first", ["The same words.", "Other words."])
            _ = try await fixture.run(ScriptedHost(synthesizer))
            let again = try await fixture.enqueue("second", ["The same words.", "New words."])
            let summary = try await fixture.run(ScriptedHost(synthesizer))
            #expect(synthesizer.texts.filter { $0 == "The same words." }.count == 1)
            #expect(summary.totals.takesReused == 1)
            #expect(try await fixture.store.job(again).state == .completed)
        }
    }

    @Test func aTakeWhoseFileIsGoneIsMadeAgain() async throws {
        try await withScratchFolder { folder in
            let fixture = try RunFixture(folder)
            try await fixture.enqueue("first", ["The same words."])
            _ = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            try FileManager.default.removeItem(at: fixture.takes)
            let again = try await fixture.enqueue("second", ["The same words."])
            let synthesizer = ScriptedSynthesizer()
            _ = try await fixture.run(ScriptedHost(synthesizer))
            #expect(synthesizer.texts == ["The same words."])
            #expect(try await fixture.store.job(again).state == .completed)
        }
    }
}
