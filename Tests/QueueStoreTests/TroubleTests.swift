import Core
import Foundation
import GRDB
@testable import QueueStore
import Testing

/// Trouble with the file, made to happen.
@Suite struct TroubleTests {
    let fixture = StoreFixture()

    private func error(_ body: () async throws -> Void) async throws -> BatchError {
        do {
            try await body()
        } catch {
            return try #require(error as? BatchError, "\(error)")
        }
        throw BatchError(.storeWrongState, "Nothing was thrown.", remedy: "See the test.")
    }

    /// A connection that can hold the file locked between two calls.
    private func holder() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: fixture.file.path, configuration: configuration)
    }

    @Test func refusesAFileThatIsNoDatabaseAndLeavesItAsItIs() async throws {
        try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
        let text = Data(String(repeating: "my diary\n", count: 200).utf8)
        try text.write(to: fixture.file)
        let error = try await error { _ = try fixture.open() }
        #expect(error.code == .storeCorrupt)
        #expect(error.message.contains(fixture.file.path))
        #expect(try Data(contentsOf: fixture.file) == text)
    }

    @Test func refusesADatabaseOfAnotherProgram() async throws {
        try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: fixture.file.path)
        try await queue.write { db in try db.execute(sql: "CREATE TABLE recipe (name)") }
        try queue.close()
        let before = try Data(contentsOf: fixture.file)
        #expect(await code { _ = try fixture.open() } == .storeCorrupt)
        #expect(try Data(contentsOf: fixture.file) == before)
    }

    @Test func noticesADamagedPage() async throws {
        let names = (0..<200).map { "book \($0)" }
        _ = try await fixture.open().enqueue(names.map { .sample($0) }, allowingDuplicates: false)
        var bytes = try Data(contentsOf: fixture.file)
        // Every page but the first, which holds the schema that an open reads.
        bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 4096))
        try bytes.write(to: fixture.file)
        let error = try await error {
            let store = try fixture.open()
            _ = try await store.jobs(in: Set(JobState.allCases))
        }
        #expect(error.code == .storeCorrupt)
        #expect(try Data(contentsOf: fixture.file) == bytes)
    }

    @Test func findsASoundFileSound() async throws {
        let store = try fixture.open()
        try await store.add(.sample("book"))
        #expect(try await store.integrityProblems().isEmpty)
    }

    @Test(arguments: ["PRAGMA user_version = 99", "INSERT INTO grdb_migrations VALUES ('v99')"])
    func refusesAFileOfALaterProgram(change: String) async throws {
        let store = try fixture.open()
        try await store.write { db in try db.execute(sql: change) }
        #expect(await code { _ = try fixture.open() } == .storeNewer)
    }

    @Test func refusesAWordOfALaterProgram() async throws {
        let store = try fixture.open()
        let job = try await store.makeJob(.failed, run: try await store.begin())
        try await store.write { db in try db.execute(sql: "UPDATE job SET errorCode = 'moon.full'") }
        #expect(await code { _ = try await store.job(job.id) } == .storeNewer)
    }

    @Test func saysThatAnotherProcessHoldsTheFile() async throws {
        let store = try fixture.open(busyTimeout: 0.1)
        let other = try holder()
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN EXCLUSIVE") }
        #expect(await code { try await store.add(.sample("book")) } == .storeLocked)
        #expect(await code { _ = try await store.jobs(in: [.queued]) } == .storeLocked)
        #expect(await code { _ = try fixture.open(busyTimeout: 0.1) } == .storeLocked)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try await store.add(.sample("book"))
    }

    @Test func waitsForAnotherProcess() async throws {
        let store = try fixture.open()
        let other = try holder()
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        async let added = store.add(.sample("book"))
        try await Task.sleep(for: .milliseconds(100))
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        #expect(try await added.id == 1)
    }

    @Test func saysThatTheDiskIsFullAndKeepsWhatIsThere() async throws {
        let store = try fixture.open()
        try await store.add(.sample("first"))
        // The honest way to a full disk: the file may not grow.
        try await store.read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        }
        let many = (0..<1_000).map { NewJob.sample("book \($0)") }
        let thrown = await code { _ = try await store.enqueue(many, allowingDuplicates: false) }
        #expect(thrown == .outputDiskFull)
        #expect(try await store.jobs(in: [.queued]).map(\.title) == ["first"])
        _ = try await store.cancel(1)
        #expect(try await store.job(1).state == .cancelled)
    }

    @Test func saysThatTheFolderCannotBeMade() async throws {
        try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
        try Data().write(to: fixture.folder.appending(path: "file"))
        let inside = fixture.folder.appending(path: "file/home/queue.sqlite")
        #expect(await code { _ = try JobStore(at: inside) } == .outputNotWritable)
    }

    @Test func saysThatTheFileIsAFolder() async throws {
        try FileManager.default.createDirectory(at: fixture.file, withIntermediateDirectories: true)
        #expect(await code { _ = try fixture.open() } == .outputNotWritable)
    }

    @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
    func saysThatTheFolderIsReadOnly() async throws {
        try await fixture.open().add(.sample("book"))
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: fixture.file.path)
        try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: fixture.folder.path)
        defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.folder.path) }
        let thrown = await code { try await fixture.open().add(.sample("another")) }
        #expect(thrown == .outputNotWritable)
    }

    @Test func everyErrorNamesTheFileAndARemedy() {
        let codes: [ResultCode] = [.SQLITE_BUSY, .SQLITE_CORRUPT, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_MISUSE]
        for code in codes {
            let error = StoreTrouble.translate(DatabaseError(resultCode: code), file: fixture.file) as? BatchError
            #expect(error?.message.contains(fixture.file.path) == true)
            #expect(error?.remedy.isEmpty == false)
        }
    }
}
