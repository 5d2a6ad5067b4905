package import Core
internal import Foundation
internal import GRDB
internal import NIOConcurrencyHelpers

extension JobStore {
    /// The events that came after one, in order.
    ///
    /// - Parameters:
    ///   - event: The last one that is known; 0 for all that are kept.
    ///   - limit: How many at most.
    /// - Returns: Fewer than `limit` when there are no more.
    /// - Throws: `BatchError` of the store.
    package func events(after event: Event.ID, limit: Int = 1_000) async throws -> [Event] {
        try await read { db in
            let sql = "SELECT id, at, runID, jobID, kind FROM event WHERE id > ? ORDER BY id LIMIT ?"
            return try db.cachedStatement(sql: sql).values([event, limit], Self.event)
        }
    }

    /// The newest event; 0 when there is none yet.
    package func lastEvent() async throws -> Event.ID {
        try await read { db in try Event.ID.fetchOne(db, sql: "SELECT max(id) FROM event") ?? 0 }
    }

    /// Records an event that changes nothing else in the queue, such as one of an endpoint.
    package func record(_ kind: Event.Kind, run: Run.ID?, job: Job.ID? = nil) async throws {
        let now = now
        try await write { db in try kind.record(run: run, job: job, at: now, db) }
    }

    /// Records an event of a claimed job that changes nothing else in the queue; nothing happens once the claim is lost.
    package func record(_ kind: Event.Kind, by claim: Claim) async throws {
        let now = now
        try await write { db in
            guard try Self.isHeld(claim, db) else { return }
            try kind.record(run: claim.run, job: claim.job, at: now, db)
        }
    }

    /// Provides a stream that yields whenever the queue may have changed: by this process at once, by another within the interval.
    ///
    /// - Parameters:
    ///   - interval: How often another process's changes are looked for.
    ///   - body: Gets the stream, which keeps one pending wake-up at most.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package func withChanges<Value>(
        every interval: Duration = .milliseconds(500),
        _ body: (AsyncStream<Void>) async throws -> Value
    ) async rethrows -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observer = observers.add(continuation)
        let store = self
        // What is written from here on is told.
        let before = await store.version()
        let watch = Task {
            var seen = before
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                let version = await store.version()
                if let version, version != seen { continuation.yield() }
                seen = version ?? seen
            }
        }
        defer {
            watch.cancel()
            observers.remove(observer)
            continuation.finish()
        }
        return try await body(stream)
    }

    /// A number that changes when another connection has written; nil for a file that cannot be read now.
    private func version() async -> Int? {
        try? await read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") }
    }

    private static func event(from row: Row) throws -> Event {
        var columns = ColumnReader(row)
        return Event(
            id: try columns.next(),
            at: try columns.date(),
            runID: try columns.next(),
            jobID: try columns.next(),
            kind: try JSONText.decode(try columns.next())
        )
    }
}

extension Event.Kind {
    /// Writes the event in the transaction that makes it true.
    func record(run: Run.ID? = nil, job: Job.ID? = nil, at milliseconds: Int64, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO event (at, runID, jobID, kind) VALUES (?, ?, ?, ?)")
        try insert.execute(arguments: [milliseconds, run, job, try JSONText.encode(self)])
    }
}

/// Who wants to know at once that this process has written.
final class ChangeObservers: Sendable {
    private struct State {
        var next = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = NIOLockedValueBox(State())

    func add(_ continuation: AsyncStream<Void>.Continuation) -> Int {
        state.withLockedValue { state in
            defer { state.next += 1 }
            state.continuations[state.next] = continuation
            return state.next
        }
    }

    func remove(_ observer: Int) {
        state.withLockedValue { $0.continuations[observer] = nil }
    }

    func notify() {
        let continuations = state.withLockedValue { Array($0.continuations.values) }
        for continuation in continuations { continuation.yield() }
    }
}
