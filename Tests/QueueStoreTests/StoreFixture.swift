import Core
import Foundation
import NIOConcurrencyHelpers
import QueueStore
import Testing

/// A scratch folder with a queue in it, a clock that is moved by hand and processes that live and die by hand.
final class StoreFixture: Sendable {
    let folder: URL
    private let milliseconds = NIOLockedValueBox(1_800_000_000_000)
    private let fates = NIOLockedValueBox<[ProcessIdentity: ProcessLiveness]>([:])

    init() {
        folder = FileManager.default.temporaryDirectory.appending(path: "job-storage-\(UUID().uuidString)")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var file: URL { folder.appending(path: "queue.sqlite") }

    /// Opens the queue once more, as another process would.
    func open(busyTimeout: TimeInterval = 10) throws -> JobStore {
        try JobStore(
            at: file,
            busyTimeout: busyTimeout,
            clock: { self.now },
            liveness: { process in self.fates.withLockedValue { $0[process] ?? .alive } }
        )
    }

    var now: Date { Date(timeIntervalSince1970: Double(milliseconds.withLockedValue { $0 }) / 1000) }

    func advance(seconds: Int) {
        milliseconds.withLockedValue { $0 += seconds * 1000 }
    }

    /// Makes a process count as dead, or as one of another machine, from now on.
    func set(_ process: ProcessIdentity, to liveness: ProcessLiveness) {
        fates.withLockedValue { $0[process] = liveness }
    }
}

extension JobStore {
    /// Enqueues one job that must be new.
    @discardableResult
    func add(_ job: NewJob, allowingDuplicates: Bool = false) async throws -> Job {
        let outcome = try #require(try await enqueue([job], allowingDuplicates: allowingDuplicates).first)
        guard case .added(let added) = outcome else {
            throw BatchError(.storeWrongState, "\(job.title) is a duplicate.", remedy: "Fix the test.")
        }
        return added
    }

    func begin(_ pid: Int32 = 1) async throws -> Run.ID {
        try await beginRun(profile: "overnight", process: .sample(pid))
    }

    /// Enqueues a job and opens a run for it.
    func begin(after job: NewJob) async throws -> Run.ID {
        try await add(job)
        return try await begin()
    }

    /// The claim that a run has on a job, if it holds it at all.
    func claim(on job: Job.ID, run: Run.ID? = nil) async throws -> Claim {
        let known = try await jobs(in: Set(JobState.allCases)).first { $0.id == job }
        return Claim(job: job, run: run ?? known?.runID ?? 0, attempt: known?.attempts ?? 0)
    }

    func claimSegments(of job: Job.ID, run: Run.ID, limit: Int) async throws -> [Segment] {
        try await claimSegments(try await claim(on: job, run: run), limit: limit)
    }

    func accept(_ take: NewTake, for segment: Segment, reused: Bool) async throws {
        try await accept(take, for: segment, rowState: reused ? .known : .new)
    }

    func accept(_ take: NewTake, for segment: Segment, rowState: TakeRowState) async throws {
        let claim = try await claim(on: segment.jobID)
        try await accept([AcceptedTake(segment: segment, recording: take, rowState: rowState, claim: claim)])
    }

    func reject(_ take: NewTake, rowState: TakeRowState, for segment: Segment) async throws {
        let claim = try await claim(on: segment.jobID)
        try await reject(take, rowState: rowState, for: segment, attempt: 1, by: claim)
    }

    func keep(_ take: NewTake, for segment: Segment) async throws {
        try await keep(take, for: segment, by: try await claim(on: segment.jobID))
    }

    func fail(segment: Segment, error: BatchError) async throws {
        try await fail(segment: segment, error: error, by: try await claim(on: segment.jobID))
    }

    func stop(job: Job.ID, error: BatchError) async throws {
        try await stop(try await claim(on: job), error: error)
    }

    func release(job: Job.ID) async throws {
        try await release(try await claim(on: job))
    }

    @discardableResult
    func complete(job: Job.ID, outputs: [String], audioSeconds: Double) async throws -> Bool {
        try await complete(.sample(outputs, audioSeconds: audioSeconds), by: try await claim(on: job))
    }

    /// Takes the next job and finishes all of its segments.
    func finishNextJob(_ run: Run.ID) async throws -> Job {
        let job = try #require(try await claimJob(for: run))
        for segment in try await claimSegments(of: job.id, run: run, limit: 1_000) {
            try await accept(.sample("take of \(segment.text)"), for: segment, reused: false)
        }
        try await complete(job: job.id, outputs: ["\(job.outputBase).flac"], audioSeconds: 3)
        return try await self.job(job.id)
    }

    /// Brings a fresh job into a state, by the steps of a real run.
    func makeJob(_ state: JobState, run: Run.ID) async throws -> Job {
        let id = try await add(.sample("book")).id
        switch state {
        case .queued: break
        case .cancelled: _ = try await cancel(id)
        case .completed: _ = try await finishNextJob(run)
        case .running: _ = try await claimJob(for: run)
        case .failed, .blocked:
            _ = try await claimJob(for: run)
            try await stop(job: id, error: state == .failed ? .runaway : .diskFull)
        }
        return try await job(id)
    }
}

/// The code of the `BatchError` that a body throws; a failure of the test when it throws none.
func code(_ body: () async throws -> Void) async -> ErrorCode? {
    do {
        try await body()
    } catch {
        return (error as? BatchError)?.code
    }
    Issue.record("nothing was thrown")
    return nil
}
