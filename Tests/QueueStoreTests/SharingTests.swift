import Core
import Foundation
import LocalSystem
import QueueStore
import Testing

/// Several connections and several processes on one file.
@Suite struct SharingTests {
    let fixture = StoreFixture()

    @Test func twoClaimersNeverGetTheSame() async throws {
        let store = try fixture.open()
        let books = (0..<40).map { NewJob.sample("book \($0)", [["1", "2", "3"]]) }
        _ = try await store.enqueue(books, allowingDuplicates: false)
        let claims = try await withThrowingTaskGroup(of: [Segment.ID].self) { group in
            for pid in Int32(1)...4 {
                let claimer = try fixture.open()
                group.addTask { try await claimer.work(pid) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claims.count == 120)
        #expect(Set(claims).count == 120)
        let jobs = try await store.jobs(in: [.completed])
        #expect(jobs.count == 40)
        #expect(jobs.allSatisfy { $0.attempts == 1 && $0.progress.segmentsDone == 3 })
        #expect(try await store.integrityProblems().isEmpty)
    }

    @Test func oneConnectionServesManyTasks() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book", [(1...60).map { "Text \($0)." }]))
        let run = try await store.begin()
        _ = try await store.claimJob(for: run)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    while let segment = try await store.claimSegments(of: 1, run: run, limit: 1).first {
                        try await store.accept(.sample(segment.text), for: segment, reused: false)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.job(1).progress.segmentsDone == 60)
        #expect(try await store.playableSegments(of: 1, from: 1, limit: 100).count == 60)
    }

    @Test func manyCreateTheSameFileAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { try await fixture.open().add(.sample("book \(number)")) }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.open().jobs(in: [.queued]).count == 8)
    }

    @Test func processesShareAQueueWithoutLosingAWrite() async throws {
        let store = try fixture.open()
        let path = fixture.file.path
        async let first: Void = Self.expectWorker(path)
        async let second: Void = Self.expectWorker(path)
        // This process is the one who edits and lists meanwhile.
        for number in 0..<30 {
            try await store.add(.sample("late \(number)"))
            _ = try await store.jobs(in: Set(JobState.allCases))
        }
        _ = await (first, second)
        let jobs = try await store.jobs(in: Set(JobState.allCases))
        #expect(jobs.count == 30 + 2 * 20)
        #expect(Set(jobs.map(\.id)).count == jobs.count)
        #expect(jobs.filter { $0.state == .completed }.allSatisfy { $0.progress.segmentsDone == 1 })
        #expect(jobs.filter { $0.state == .completed }.count >= 2 * 20)
        #expect(try await store.integrityProblems().isEmpty)
    }

    @Test func aKilledProcessLosesNothingAndItsWorkComesBack() async throws {
        let path = fixture.file.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = try JobStore(at: URL(filePath: path))
            try await store.add(.sample("book", [["1", "2", "3"]]))
            let run = try await store.beginRun(profile: "overnight", process: .current())
            _ = try await store.claimJob(for: run)
            let segments = try await store.claimSegments(of: 1, run: run, limit: 2)
            try await store.accept(.sample("a"), for: segments[0], reused: false)
            kill(getpid(), SIGKILL)
        }
        let store = try JobStore(at: fixture.file)
        #expect(try await store.segments(of: 1).map(\.state) == [.done, .synthesizing, .pending])
        let run = try await store.beginRun(profile: "overnight", process: .current())
        #expect(try await store.runs(limit: 9).map(\.state) == [.running, .stopped])
        #expect(try await store.claimJob(for: run)?.progress.segmentsDone == 1)
        #expect(try await store.claimSegments(of: 1, run: run, limit: 9).map(\.ordinal) == [2, 3])
    }

    /// A process of its own that adds twenty jobs and works off at least as many.
    private static func expectWorker(_ path: String) async {
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try JobStore(at: URL(filePath: path))
            let run = try await store.beginRun(profile: "overnight", process: .current())
            for number in 0..<20 {
                try await store.add(.sample("\(getpid()) \(number)"))
                _ = try await store.finishNextJob(run)
            }
            try await store.endRun(run, state: .drained, exitCode: 0, error: nil)
        }
    }
}

extension JobStore {
    /// Works the whole queue off as one run, and tells which segments it was given.
    fileprivate func work(_ pid: Int32) async throws -> [Segment.ID] {
        let run = try await begin(pid)
        var claimed: [Segment.ID] = []
        while let job = try await claimJob(for: run) {
            while let segment = try await claimSegments(of: job.id, run: run, limit: 1).first {
                claimed.append(segment.id)
                try await accept(.sample(segment.text), for: segment, reused: false)
            }
            try await complete(job: job.id, outputs: [], audioSeconds: 1)
        }
        return claimed
    }
}
