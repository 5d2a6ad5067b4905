import Core
import GRDB
@testable import QueueStore
import Testing

@Suite struct SchemaTests {
    let fixture = StoreFixture()

    private func plan(_ store: JobStore, _ sql: String, _ arguments: StatementArguments) async throws -> String {
        try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                .map { $0["detail"] as String }
                .joined(separator: "\n")
        }
    }

    @Test func claimsAJobFromAnIndexInItsOrder() async throws {
        let plan = try await plan(fixture.open(), JobStore.nextJob, ["run": 1])
        #expect(plan == "SCAN job USING COVERING INDEX jobToClaim")
    }

    @Test func claimsSegmentsFromAnIndexInItsOrder() async throws {
        let arguments: StatementArguments = ["job": 1, "run": 1, "attempt": 1, "limit": 8]
        let plan = try await plan(fixture.open(), JobStore.nextSegments, arguments)
        #expect(plan.contains("USING INDEX segmentToClaim (jobID=?)"))
        #expect(!plan.contains("TEMP B-TREE"))
    }

    @Test(
        arguments: [
            "SELECT id FROM job WHERE fingerprint = ? AND state <> 'cancelled' ORDER BY id LIMIT 1",
            "SELECT 1 FROM job WHERE outputBase = ? AND state IN ('queued', 'running', 'blocked')",
            "SELECT * FROM take WHERE key = ? AND verdict = 'accepted'",
            "UPDATE segment SET state = 'pending' WHERE jobID = ? AND state = 'synthesizing'",
            "SELECT * FROM job WHERE runID = ?",
            "SELECT * FROM segment WHERE jobID = ? AND ordinal >= 5 ORDER BY ordinal LIMIT 5",
        ]
    )
    func searchesByIndex(sql: String) async throws {
        let plan = try await plan(fixture.open(), sql, [1])
        #expect(plan.contains("SEARCH"))
        #expect(!plan.contains("SCAN"))
        #expect(!plan.contains("TEMP B-TREE"))
    }

    @Test func listsWaitingJobsInTheOrderOfTheIndex() async throws {
        let sql = "SELECT * FROM job WHERE state IN ('queued', 'blocked') ORDER BY priority DESC, id"
        let plan = try await plan(fixture.open(), sql, [])
        #expect(plan == "SCAN job USING INDEX jobToClaim")
    }

    @Test func everyTableIsStrict() async throws {
        let loose = try await fixture.open().read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """
            )
        }
        #expect(loose.isEmpty)
    }

    @Test func keepsARollbackJournalThatIsSynced() async throws {
        let settings = try await fixture.open().read { db in
            try ["journal_mode", "synchronous", "foreign_keys"].map { pragma in
                try String.fetchOne(db, sql: "PRAGMA \(pragma)") ?? ""
            }
        }
        #expect(settings == ["truncate", "2", "1"])
    }

    @Test func opensAnExistingFileUnchanged() async throws {
        try await fixture.open().add(.sample("book"))
        let again = try fixture.open()
        #expect(try await again.jobs(in: [.queued]).map(\.title) == ["book"])
    }
}
