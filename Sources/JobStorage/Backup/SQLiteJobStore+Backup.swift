internal import BatchCore
internal import Foundation
internal import GRDB

extension SQLiteJobStore {
    package func backUpIfDue() async throws {
        let backups = StoreBackups(of: file)
        let now = clock()
        let file = file
        let source = database
        do {
            // Off the cooperative threads: it copies and checks the whole queue.
            try await Task.detached {
                try backups.addIfDue(at: now) { place in
                    let copy = try DatabaseQueue(path: place.path)
                    try source.backup(to: copy)
                    try Self.check(copy, file: file)
                    try copy.close()
                }
            }.value
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }

    /// A copy page by page of a damaged queue is damaged in the same places, and may be looked at for as long as it takes.
    private static func check(_ copy: DatabaseQueue, file: URL) throws {
        let problems = try copy.read(integrityProblems)
        guard let first = problems.first else { return }
        throw StoreTrouble.corrupt(file, finding: "\(problems.count) findings, the first: \(first)")
    }
}
