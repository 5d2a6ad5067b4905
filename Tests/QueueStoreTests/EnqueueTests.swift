import Core
import QueueStore
import Testing

@Suite struct EnqueueTests {
    let fixture = StoreFixture()

    @Test func keepsEverythingOfAJob() async throws {
        let options = JobOptions(
            voice: "heart",
            language: "en-US",
            speed: 1.25,
            seed: 42,
            format: .opus,
            chapterFiles: true,
            overwrite: true
        )
        let warning = Diagnostic(.warning, code: "text.encodingFallback", message: "\"Latin\" / 1", line: 3)
        var new = NewJob.sample("Émile", [["α β.", "Two."], ["Three."]], options: options, diagnostics: [warning])
        new.author = "J. J."
        let store = try fixture.open()
        let added = try await store.add(new)
        let job = try await fixture.open().job(added.id)

        #expect(job == added)
        #expect(job.options == options)
        #expect(job.diagnostics == [warning])
        #expect(job.author == "J. J.")
        #expect(job.createdAt == fixture.now)
        #expect(job.progress == JobProgress(chapters: 2, segments: 3, characters: 14))
        let chapters = try await store.chapters(of: job.id)
        #expect(chapters.map(\.title) == [nil, "Chapter 1"])
        #expect(chapters.map(\.ordinal) == [1, 2])
        #expect(chapters.map(\.segments) == [2, 1])
        let segments = try await store.segments(of: job.id)
        #expect(segments.map(\.text) == ["α β.", "Two.", "Three."])
        #expect(segments.map(\.chapter) == [1, 1, 2])
        #expect(segments.map(\.ordinal) == [1, 2, 3])
        #expect(segments.map(\.range) == [SourceRange(0, 6), SourceRange(6, 10), SourceRange(10, 16)])
        #expect(segments.map(\.boundary) == [.paragraph, .chapter, .chapter])
    }

    @Test func noticesDuplicates() async throws {
        let store = try fixture.open()
        let first = try await store.add(.sample("book"))
        let jobs = ["book", "new", "new"].map { NewJob.sample($0) }
        let twice = try await store.enqueue(jobs, allowingDuplicates: false)
        #expect(twice[0] == .duplicate(first))
        guard case .added(let new) = twice[1] else {
            Issue.record("the second source is new")
            return
        }
        #expect(twice[2] == .duplicate(new))

        _ = try await store.cancel(first.id)
        let again = try await store.add(.sample("book"))
        #expect(again.id != first.id)
        let forced = try await store.add(.sample("book"), allowingDuplicates: true)
        #expect(forced.outputBase == "/out/book-2")
    }

    @Test func numbersOutputsThatCollide() async throws {
        let store = try fixture.open()
        let jobs = (0..<4).map { _ in NewJob.sample("book") }
        let outcomes = try await store.enqueue(jobs, allowingDuplicates: true)
        let bases = outcomes.map { outcome in
            if case .added(let job) = outcome { job.outputBase } else { "" }
        }
        #expect(bases == ["/out/book", "/out/book-2", "/out/book-3", "/out/book-4"])

        _ = try await store.cancel(2)
        #expect(try await store.add(.sample("book"), allowingDuplicates: true).outputBase == "/out/book-2")
        #expect(try await store.retry(2).outputBase == "/out/book-2-2")
    }

    @Test func refusesAJobWithoutTextAndTheWholeBatchWithIt() async throws {
        let store = try fixture.open()
        let thrown = await code {
            _ = try await store.enqueue([.sample("good"), .sample("empty", [[]])], allowingDuplicates: false)
        }
        #expect(thrown == .inputEmpty)
        #expect(try await store.jobs(in: Set(JobState.allCases)).isEmpty)
    }

    @Test func listsRunningThenWaitingThenEnded() async throws {
        let store = try fixture.open()
        let run = try await store.begin()
        for (name, priority) in [("a", 0), ("b", 5), ("c", 1), ("d", 1), ("e", 9)] {
            try await store.add(.sample(name, priority: priority))
        }
        _ = try await store.finishNextJob(run)
        _ = try await store.claimJob(for: run)
        _ = try await store.cancel(1)
        let all = try await store.jobs(in: Set(JobState.allCases))
        #expect(all.map(\.title) == ["b", "c", "d", "a", "e"])
        #expect(try await store.jobs(in: [.queued]).map(\.title) == ["c", "d"])
        #expect(try await store.jobs(in: [.completed]).map(\.title) == ["e"])
        #expect(try await store.jobs(in: []).isEmpty)
    }

    @Test func saysThatAJobIsNotThere() async throws {
        let store = try fixture.open()
        #expect(await code { _ = try await store.job(99) } == .storeNoSuchJob)
        #expect(await code { _ = try await store.cancel(99) } == .storeNoSuchJob)
        #expect(await code { _ = try await store.retry(99) } == .storeNoSuchJob)
        #expect(await code { _ = try await store.remove(99) } == .storeNoSuchJob)
    }
}
