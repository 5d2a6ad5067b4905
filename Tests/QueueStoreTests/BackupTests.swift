import Core
import Foundation
import GRDB
import QueueStore
import Testing

@Suite struct BackupTests {
    let fixture = StoreFixture()
    private var backups: StoreBackups { StoreBackups(of: fixture.file) }

    @Test func aBackupIsAWholeQueue() async throws {
        let store = try fixture.open()
        _ = try await store.makeJob(.completed, run: try await store.begin())
        try await store.backUp(evenIfRecent: false)
        let backup = try #require(backups.all().first)
        let copy = try JobStore(at: backup.file)
        #expect(try await copy.jobs(in: [.completed]) == store.jobs(in: [.completed]))
        #expect(try await copy.segments(of: 1) == store.segments(of: 1))
        #expect(try await copy.integrityProblems().isEmpty)
    }

    @Test func oneAnHourIsMadeAndTheNewestAreKept() async throws {
        let store = try fixture.open()
        for _ in 0..<40 {
            try await store.backUp(evenIfRecent: false)
            fixture.advance(seconds: 900)
        }
        let dates = backups.all().map(\.madeAt)
        #expect(dates.count == 8)
        let steps = zip(dates, dates.dropFirst()).map { $0.timeIntervalSince($1) }
        #expect(steps.allSatisfy { $0 == 3600 })
    }

    @Test func oneThatIsMadeInAnyCaseTakesThePlaceOfARecentOne() async throws {
        let store = try fixture.open()
        try await store.backUp(evenIfRecent: false)
        fixture.advance(seconds: 3600)
        let hourly = fixture.now
        try await store.backUp(evenIfRecent: false)
        for _ in 0..<3 {
            fixture.advance(seconds: 60)
            try await store.backUp(evenIfRecent: true)
        }
        #expect(backups.all().map(\.madeAt) == [fixture.now, hourly.addingTimeInterval(-3600)])
        fixture.advance(seconds: 4000)
        try await store.backUp(evenIfRecent: true)
        #expect(backups.all().count == 3)
    }

    @Test(arguments: [-30 * 24 * 3600, 30 * 24 * 3600]) func aClockThatJumpsNeitherEndsNorMultipliesThem(
        seconds: Int
    ) async throws {
        let store = try fixture.open()
        for _ in 0..<8 {
            try await store.backUp(evenIfRecent: false)
            fixture.advance(seconds: 3600)
        }
        for _ in 0..<2 {
            fixture.advance(seconds: seconds)
            let before = backups.all()
            try await store.backUp(evenIfRecent: false)
            let after = backups.all()
            #expect(after.count == 8)
            #expect(Set(after).subtracting(before).count == 1)
            // Nothing is due so soon, whatever the other ones are called.
            for _ in 0..<4 {
                fixture.advance(seconds: 15)
                try await store.backUp(evenIfRecent: false)
            }
            #expect(backups.all() == after)
        }
    }

    @Test func aDamagedQueueIsNotBackedUpAndItsBackupComesBack() async throws {
        let names = (0..<200).map { "book \($0)" }
        try await withStore { store in
            _ = try await store.enqueue(names.map { .sample($0) }, allowingDuplicates: false)
            try await store.backUp(evenIfRecent: false)
        }
        fixture.advance(seconds: 4000)
        try damage(fixture.file)
        let damaged = try Data(contentsOf: fixture.file)

        let error = await #expect(throws: BatchError.self) { try await fixture.open().backUp(evenIfRecent: false) }
        #expect(error?.code == .storeCorrupt)
        #expect(error?.remedy.contains("doctor --restore-backup") == true)
        #expect(backups.all().count == 1)
        #expect(try Data(contentsOf: fixture.file) == damaged)

        let journal = fixture.folder.appending(path: "queue.sqlite-journal")
        try Data("not of this queue".utf8).write(to: journal)
        let aside = try #require(try await backups.restore(backups.all()[0], at: fixture.now))
        #expect(try Data(contentsOf: aside.appending(path: "queue.sqlite")) == damaged)
        #expect(!FileManager.default.fileExists(atPath: journal.path))
        let restored = try fixture.open()
        #expect(try await restored.jobs(in: [.queued]).map(\.title) == names)
        #expect(try await restored.integrityProblems().isEmpty)
    }

    @Test(arguments: [true, false]) func aQueueThatIsLostIsNotTakenForANewOne(isEmptied: Bool) async throws {
        try await withStore { store in
            try await store.add(.sample("book"))
            try await store.backUp(evenIfRecent: false)
        }
        try FileManager.default.removeItem(at: fixture.file)
        if isEmptied { try Data().write(to: fixture.file) }
        let error = #expect(throws: BatchError.self) { try fixture.open() }
        #expect(error?.code == .storeCorrupt)
        #expect(error?.remedy.contains("doctor --restore-backup") == true)
        #expect(FileManager.default.fileExists(atPath: fixture.file.path) == isEmptied)
        _ = try await backups.restore(try #require(backups.newestSound()), at: fixture.now)
        #expect(try await fixture.open().jobs(in: [.queued]).map(\.title) == ["book"])
    }

    @Test func aQueueThatIsOpenIsNotReplaced() async throws {
        try await withStore { store in
            try await store.add(.sample("book"))
            try await store.backUp(evenIfRecent: false)
            let queue = try Data(contentsOf: fixture.file)
            let error = await #expect(throws: BatchError.self) {
                try await backups.restore(backups.all()[0], at: fixture.now)
            }
            #expect(error?.code == .storeLocked)
            #expect(try Data(contentsOf: fixture.file) == queue)
        }
        #expect(try await backups.restore(backups.all()[0], at: fixture.now) != nil)
    }

    /// Opens the queue for as long as `body` runs.
    private func withStore(_ body: (JobStore) async throws -> Void) async throws {
        try await body(try fixture.open())
    }

    @Test func whatIsNoBackupIsLeftAlone() async throws {
        let store = try fixture.open()
        try FileManager.default.createDirectory(at: backups.folder, withIntermediateDirectories: true)
        for name in ["notes.txt", "queue-tomorrow.sqlite", "queue-.sqlite"] {
            try Data(name.utf8).write(to: backups.folder.appending(path: name))
        }
        try await store.backUp(evenIfRecent: false)
        #expect(backups.all().count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups.folder.path).count == 5)
    }

    @Test func aBackupIsMadeWhileOthersWrite() async throws {
        let store = try fixture.open()
        let other = try fixture.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<40 { try await other.add(.sample("book \(number)")) }
            }
            group.addTask {
                for _ in 0..<10 {
                    try await store.backUp(evenIfRecent: false)
                    fixture.advance(seconds: 4000)
                }
            }
            try await group.waitForAll()
        }
        for backup in backups.all() {
            #expect(try await JobStore(at: backup.file).integrityProblems().isEmpty)
        }
        #expect(try await store.jobs(in: [.queued]).count == 40)
    }

    /// Overwrites a page in the middle, as a bad disk does.
    private func damage(_ file: URL) throws {
        var bytes = try Data(contentsOf: file)
        let middle = bytes.count / 2 / 4096 * 4096
        bytes.replaceSubrange(middle..<middle + 4096, with: Data(repeating: 0xA5, count: 4096))
        try bytes.write(to: file)
    }
}
