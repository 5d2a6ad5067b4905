import Core
import GRDB
@testable import QueueStore
import Testing

/// The table of which change of state is allowed, for the store's functions and for the schema below them.
@Suite struct TransitionTests {
    let fixture = StoreFixture()

    static let legal: [JobState: Set<JobState>] = [
        .queued: [.running, .blocked, .cancelled],
        .running: [.queued, .completed, .failed, .blocked, .cancelled],
        .blocked: [.queued, .running, .cancelled],
        .failed: [.queued],
        .cancelled: [.queued],
        .completed: [],
    ]

    @Test(arguments: JobState.allCases, JobState.allCases)
    func schemaAllowsOnlyLegalChangesOfAJob(from: JobState, to: JobState) async throws {
        let store = try fixture.open()
        let run = try await store.begin()
        let job = try await store.makeJob(from, run: run)
        // Every column agrees with the new state, so that only the change itself can be refused.
        let change = {
            try await store.write { db in
                try db.execute(
                    sql: """
                        UPDATE job SET state = :state, runID = iif(:state = 'running', :run, NULL), blockedByRun = NULL,
                          startedAt = 1, finishedAt = iif(:state IN ('queued', 'running', 'blocked'), NULL, 2),
                          segmentsDone = segments, errorCode = iif(:state IN ('failed', 'blocked'), 'a.b', NULL),
                          errorMessage = iif(:state IN ('failed', 'blocked'), 'm', NULL),
                          errorRemedy = iif(:state IN ('failed', 'blocked'), 'r', NULL),
                          errorDetails = iif(:state IN ('failed', 'blocked'), '{}', NULL)
                        WHERE id = :job
                        """,
                    arguments: ["state": to.rawValue, "run": run, "job": job.id]
                )
            }
        }
        if from == to || Self.legal[from]?.contains(to) == true {
            try await change()
        } else {
            #expect(await code(change) == .storeWrongState)
            #expect(try await store.job(job.id) == job)
        }
    }

    @Test(arguments: JobState.allCases)
    func cancelsOnlyWhatHasNotEnded(state: JobState) async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(state, run: try await store.begin())
        if [.completed, .failed].contains(state) {
            #expect(await code { _ = try await store.cancel(job.id) } == .storeWrongState)
        } else {
            #expect(try await store.cancel(job.id).state == .cancelled)
        }
    }

    @Test(arguments: JobState.allCases)
    func retriesOnlyWhatWentWrong(state: JobState) async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(state, run: try await store.begin())
        if [.failed, .blocked, .cancelled].contains(state) {
            let again = try await store.retry(job.id)
            #expect(again.state == .queued)
            #expect(again.error == nil)
            #expect(again.finishedAt == nil)
        } else {
            #expect(await code { _ = try await store.retry(job.id) } == .storeWrongState)
        }
    }

    @Test(arguments: JobState.allCases)
    func removesAllButARunningJob(state: JobState) async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(state, run: try await store.begin())
        if state == .running {
            #expect(await code { _ = try await store.remove(job.id) } == .storeWrongState)
        } else {
            _ = try await store.remove(job.id)
            #expect(await code { _ = try await store.job(job.id) } == .storeNoSuchJob)
        }
    }

    /// A run that comes late, after a cancel, changes nothing.
    @Test(arguments: JobState.allCases.filter { $0 != .running })
    func endsOnlyARunningJob(state: JobState) async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(state, run: try await store.begin())
        try await store.complete(job: job.id, outputs: ["x"], audioSeconds: 1)
        try await store.stop(job: job.id, error: .runaway)
        try await store.stop(job: job.id, error: .diskFull)
        try await store.release(job: job.id)
        #expect(try await store.job(job.id) == job)
    }

    @Test func completesOnlyWhatIsAllDone() async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(.running, run: try await store.begin())
        let thrown = await code { try await store.complete(job: job.id, outputs: [], audioSeconds: 1) }
        #expect(thrown == .storeWrongState)
        #expect(try await store.job(job.id).state == .running)
    }

    @Test(
        arguments: [
            "UPDATE segment SET state = 'failed'", "UPDATE segment SET state = 'done'",
            "UPDATE segment SET state = 'gone'", "UPDATE segment SET takeID = 77",
            "UPDATE segment SET text = ''", "UPDATE segment SET chapter = 9",
            "UPDATE segment SET rangeStart = 5, rangeEnd = 4", "UPDATE segment SET attempts = -1",
            "UPDATE job SET runID = 1", "UPDATE job SET state = 'running'",
            "UPDATE job SET errorCode = 'a.b', errorMessage = 'm', errorRemedy = 'r', errorDetails = '{}'",
            "UPDATE job SET finishedAt = 5", "UPDATE job SET priority = NULL", "UPDATE job SET priority = 'high'",
            "UPDATE job SET outputs = 'no json'", "UPDATE job SET segmentsDone = 2", "UPDATE job SET speed = 0",
            "UPDATE job SET charactersDone = characters + 1", "UPDATE job SET takesReused = 1",
            "UPDATE chapter SET jobID = 5", "UPDATE run SET endedAt = 5", "UPDATE run SET state = 'drained'",
            "DELETE FROM run WHERE id = 2",
            "INSERT INTO take VALUES (1, 1, 'k', 'accepted', NULL, 'c', 1, 1, 1, 1, 1, NULL, NULL, NULL, NULL)",
            "INSERT INTO take VALUES (1, 1, 'k', 'rejected', NULL, 'c', 1, 1, 1, 1, 1, NULL, NULL, NULL, NULL)",
            "INSERT INTO take VALUES (1, 9, 'k', 'accepted', 'f', 'c', 1, 1, 1, 1, 1, NULL, NULL, NULL, NULL)",
        ]
    )
    func schemaRefusesRowsThatContradictThemselves(sql: String) async throws {
        let store = try fixture.open()
        try await store.add(.sample("waits"))
        _ = try await store.begin(1)
        let run = try await store.begin(2)
        try await store.add(.sample("runs", priority: 1))
        _ = try await store.claimJob(for: run)
        #expect(await code { try await store.write { db in try db.execute(sql: sql) } } == .storeWrongState)
    }
}
