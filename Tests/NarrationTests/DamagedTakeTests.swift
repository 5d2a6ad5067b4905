import Core
import Foundation
import LocalSystem
import Narration
import QueueStore
import Testing
import TestSupport

@Suite("Takes that are damaged on the disk")
struct DamagedTakeTests {
    private static let texts = (1...9).map { "Sentence number \($0) of the book." }

    @Test func aDamagedTakeOfTwoJobsIsMadeAgainForBoth() async throws {
        try await withScratchFolder { folder in
            let (fixture, id) = try await stoppedRun(in: folder)
            let twin = try await fixture.enqueue("twin", Self.texts)
            try flipBit(in: try await fixture.store.takes(of: id)[2].recording, of: fixture)
            let summary = try await fixture.run(ScriptedHost(ScriptedSynthesizer()))
            let errors = [try await fixture.store.job(id).error, try await fixture.store.job(twin).error]
            #expect(summary.exitCode == 0, "\(errors.compactMap(\.self))")
            #expect(try await fixture.store.job(twin).state == .completed)
            let book = try Data(contentsOf: fixture.output("book"))
            #expect(try Data(contentsOf: fixture.output("twin")).count == book.count)
        }
    }

    /// A job with all takes but the last one on disk, its run stopped.
    private func stoppedRun(in folder: URL) async throws -> (fixture: RunFixture, job: Job.ID) {
        let fixture = try RunFixture(folder)
        let id = try await fixture.enqueue("book", Self.texts)
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        let slow = ScriptedSynthesizer { request in
            guard request.text == Self.texts.last else { return .speech }
            while try await fixture.store.job(id).progress.segmentsDone < Self.texts.count - 1 {
                try await Task.sleep(for: .milliseconds(20))
            }
            stop.yield()
            return .hang
        }
        _ = try await fixture.runner(ScriptedHost(slow)).run(process: .current(), stopRequests: stops)
        return (fixture, id)
    }

    private func flipBit(in take: NewTake, of fixture: RunFixture) throws {
        let url = fixture.takes.appending(path: try #require(take.file))
        var data = try Data(contentsOf: url)
        data[data.count / 2] ^= 0x10
        try data.write(to: url)
    }

    @Test(arguments: [[3], [1, 5, 8]])
    func onlyThoseAreMadeAgainAndTheBookIsTheSame(damaged: [Int]) async throws {
        try await withScratchFolder { folder in
            let undisturbed = try RunFixture(folder.appending(path: "undisturbed"))
            try await undisturbed.enqueue("book", Self.texts)
            _ = try await undisturbed.run(ScriptedHost(ScriptedSynthesizer()))

            let (fixture, id) = try await stoppedRun(in: folder.appending(path: "damaged"))
            let takes = try await fixture.store.takes(of: id)
            for number in damaged { try flipBit(in: takes[number - 1].recording, of: fixture) }

            let rest = ScriptedSynthesizer()
            let summary = try await fixture.run(ScriptedHost(rest))
            #expect(summary.exitCode == 0)
            let missing = Self.texts.count - takes.count
            var wanted = damaged.map { Self.texts[$0 - 1] }
            wanted += Self.texts.suffix(missing)
            #expect(rest.texts.sorted() == wanted.sorted())
            let notes = try await fixture.store.job(id).diagnostics
            #expect(notes.map(\.code) == ["take.damaged"])
            let places = damaged.map(String.init).joined(separator: ", ")
            #expect(notes.first?.message.contains("(segments \(places))") == true)
            let expected = try Data(contentsOf: undisturbed.output("book"))
            #expect(try Data(contentsOf: fixture.output("book")) == expected)
        }
    }
}
